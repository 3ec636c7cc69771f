import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { jsonSchema } from '../../lib/definitions/json-schema.ts';
import { type Command, type Io, UsageError } from '../command.ts';
import { COMMON_HELP, parseCommandLine } from '../options.ts';

const HELP = `Usage: probewright schema [OPTIONS]

Prints the JSON Schema (draft 2020-12) of definition files, for editors: completion, documentation on hover, mistakes underlined.
In VS Code with the YAML extension, write it into your folder and put this line on top of a definition file:

  # yaml-language-server: $schema=../definitions.schema.json

Options:
      --out FILE          writes it to a file instead
      --defaults          the schema of _defaults.yaml instead of *.probe.yaml
${COMMON_HELP}
`;

/** The JSON Schema of definition files. */
export const command: Command = { summary: 'the JSON Schema of definition files', help: HELP, run };

async function run(argv: readonly string[], io: Io): Promise<number> {
  const { values, positionals } = parseCommandLine(argv, { out: { type: 'string' }, defaults: { type: 'boolean' } });
  if (positionals.length > 0)
    throw new UsageError(`schema takes no arguments; '${positionals.join(' ')}' is too much.`);
  const text = `${JSON.stringify(jsonSchema(values.defaults ? 'defaults' : 'definitions'), null, 2)}\n`;
  if (values.out === undefined) {
    io.out(text);
    return 0;
  }
  const file = resolve(io.cwd, values.out);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, text);
  io.err(`Wrote ${values.out}.\n`);
  return 0;
}
