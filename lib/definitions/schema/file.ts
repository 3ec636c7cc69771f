import * as z from 'zod';
import { scalar, strict } from './leaves.ts';
import { defaultsSchema, probeSchema } from './probe.ts';

/** What a value of an axis stands for, by name; `set` is a layer of its own. */
const fields = z.intersection(
  z.record(z.string(), z.unknown(), { error: 'map' }),
  z.object({ set: defaultsSchema.optional() }, { error: 'map' }),
);
const axis = z.union(
  [
    z.array(z.union([scalar, fields], { error: 'axisValue' }), { error: 'list' }),
    z.record(z.string(), z.union([fields, z.null()], { error: 'axisFields' }), { error: 'map' }),
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
