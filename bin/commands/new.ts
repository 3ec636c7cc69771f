import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import { closest } from '../../lib/model/closest.ts';
import { KINDS, type ProbeKind } from '../../lib/model/settings.ts';
import { calledAs } from '../called-as.ts';
import { type Command, type Io, UsageError } from '../command.ts';
import { COMMON_HELP, parseCommandLine } from '../options.ts';
import { schemaReference } from '../text/schema-reference.ts';
import { shellWord } from '../text/shell-word.ts';
import { starterOf } from '../text/starter.ts';

const HELP = `Usage: probewright new KIND NAME [OPTIONS]

Writes a commented definition to start from: NAME.probe.yaml in the folder of definitions. Never overwrites a file.

  KIND   ${KINDS.join(', ')}
  NAME   lower-case letters, digits and hyphens, such as shop-front

Options:
${COMMON_HELP}
`;

/** A definition to start from. */
export const command: Command = { summary: 'a commented definition to start from', help: HELP, run };

async function run(argv: readonly string[], io: Io): Promise<number> {
  const { values, positionals } = parseCommandLine(argv, {});
  const [given, name, ...more] = positionals;
  if (given === undefined || name === undefined)
    throw new UsageError('new wants a KIND and a NAME: new http shop-front');
  if (more.length > 0) throw new UsageError(`new makes one probe; '${more.join(' ')}' is too much.`);
  const kind = kindOf(given);
  if (!/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/.test(name)) {
    throw new UsageError(
      `'${name}' cannot be a name: lower-case letters, digits and hyphens between them, at most 63.`,
    );
  }
  const folder = resolve(io.cwd, values.definitions?.[0] ?? 'probes');
  const file = join(folder, `${name}.probe.yaml`);
  const shown = relative(io.cwd, file);
  if (existsSync(file)) {
    io.err(
      `probewright new: ${shown} is there already, and is left as it is. Choose another name, or edit that file.\n`,
    );
    return 2;
  }
  const among = values.definitions?.[0] === undefined ? '' : ` -d ${shellWord(values.definitions[0])}`;
  await mkdir(folder, { recursive: true });
  await writeFile(file, starterOf(kind, name, schemaReference(file)), { flag: 'wx' });
  io.out(
    values.json
      ? `${JSON.stringify({ file: shown })}\n`
      : `Wrote ${shown}. Put in your own target, then try it: ${calledAs(io)} test ${name}${among}\nA running Probewright that watches this folder takes it up at once.\n`,
  );
  return 0;
}

function kindOf(given: string): ProbeKind {
  const kind = KINDS.find((one) => one === given);
  if (kind) return kind;
  const meant = closest(given, KINDS);
  throw new UsageError(
    `there is no kind '${given}'.${meant ? ` Did you mean '${meant}'?` : ''} There are ${KINDS.join(', ')}.`,
  );
}
