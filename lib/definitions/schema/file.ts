import * as z from 'zod';
import { scalar, strict } from './leaves.ts';
import { defaultsSchema, probeSchema } from './probe.ts';

const fields = z.record(z.string(), z.unknown(), { error: 'map' });
const axis = z.union(
  [
    z.array(z.union([scalar, z.record(z.string(), scalar)], { error: 'scalar' }), { error: 'list' }),
    z.record(z.string(), z.union([z.intersection(fields, z.object({ set: defaultsSchema.optional() })), z.null()])),
  ],
  { error: 'axisValues' },
);

/** A file `*.probe.yaml`. */
export const fileSchema = strict(
  {
    defaults: defaultsSchema.nullable().optional().describe('What every probe of this file starts from.'),
    each: z
      .record(z.string(), axis, { error: 'map' })
      .nullable()
      .optional()
      .describe('Axes: every probe of this file is made once for each combination, with ${axis} and ${axis.field}.'),
    probes: z.array(probeSchema, { error: 'list' }).describe('The probes.'),
  },
  { error: 'map' },
).describe('Definitions of probes.');
