import * as z from 'zod';
import { filled, labelValueSchema, strict } from './leaves.ts';
import { defaultsSchema } from './probe.ts';

const location = z.union(
  [
    filled,
    strict(
      { name: filled, region: filled.optional(), vpc: filled.optional(), control: filled.optional() },
      { error: 'location' },
    ),
  ],
  { error: 'location' },
);

/** `probewright.config.ts` */
export const configSchema = strict(
  {
    id: filled.regex(/^[a-z0-9](?:[a-z0-9-]{0,30}[a-z0-9])?$/, { error: 'configId' }).optional(),
    locations: z.array(location, { error: 'list' }).optional(),
    defaults: defaultsSchema.optional(),
    variables: z.record(z.string(), labelValueSchema, { error: 'map' }).optional(),
    delivery: z.unknown().optional(),
    budget: z.number({ error: 'dollars' }).min(0, { error: 'dollars' }).optional(),
  },
  { error: 'map' },
);
