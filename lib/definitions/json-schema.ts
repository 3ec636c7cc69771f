import * as z from 'zod';
import { fileSchema } from './schema/file.ts';
import { defaultsSchema } from './schema/probe.ts';

/** Which files a schema is for: `*.probe.yaml`, or `_defaults.yaml`. */
export type SchemaOf = 'definitions' | 'defaults';

type Node = Record<string, unknown>;

/**
 * The JSON Schema (draft 2020-12) of definition files, for editors and other tools. It is as strict as the reader about
 * keys and single values, and lets `${…}` stand wherever text can; what only makes sense together is for `validate`.
 */
export function jsonSchema(of: SchemaOf): Node {
  const schema = of === 'definitions' ? fileSchema : defaultsSchema;
  const made = z.toJSONSchema(schema, {
    target: 'draft-2020-12',
    io: 'input',
    reused: 'ref',
    cycles: 'ref',
    unrepresentable: 'any',
    override: ({ jsonSchema: node }) => allowTemplates(node as Node),
  }) as Node;
  const title =
    of === 'definitions' ? 'Probewright definitions (*.probe.yaml)' : 'Probewright defaults (_defaults.yaml)';
  return { $schema: made.$schema, title, ...made };
}

/** A text of a closed form may as well be, or hold, a `${…}` of `each`, `target.` or `var:`, which is put in before it is read. */
function allowTemplates(node: Node): void {
  if (node.type !== 'string' || (node.pattern === undefined && node.enum === undefined)) return;
  const { type: _, pattern, enum: values, description, ...rest } = node;
  for (const key of Object.keys(node)) delete node[key];
  Object.assign(node, {
    ...(description !== undefined && { description }),
    ...rest,
    anyOf: [
      { type: 'string', ...(pattern !== undefined && { pattern }), ...(values !== undefined && { enum: values }) },
      { type: 'string', pattern: '\\$\\{' },
    ],
  });
}
