import { jsonSchema } from '../../lib/definitions/json-schema.ts';
import type { Generated } from './generated.ts';

/** What editors read, in this repository and in a clone. */
export const jsonSchemas: readonly Generated[] = [
  { path: 'schema/definitions.schema.json', text: () => `${JSON.stringify(jsonSchema('definitions'), null, 2)}\n` },
  { path: 'schema/defaults.schema.json', text: () => `${JSON.stringify(jsonSchema('defaults'), null, 2)}\n` },
];
