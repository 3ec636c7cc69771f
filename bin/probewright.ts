import { styleText } from 'node:util';
import { closest } from '../lib/model/closest.ts';
import { VERSION } from '../lib/model/version.ts';
import { calledAs } from './called-as.ts';
import { type Io, UsageError } from './command.ts';
import { COMMANDS } from './commands/table.ts';
import { endWhenOutputFails } from './output-failures.ts';

const HELP = `Probewright: synthetic monitoring for people who live in Prometheus and Grafana

Usage: probewright COMMAND [OPTIONS]

Commands:
${Object.entries(COMMANDS)
  .map(([name, { summary }]) => `  ${name.padEnd(10)} ${summary}`)
  .join('\n')}

  probewright COMMAND --help   what a command takes
  probewright --version        the version

Exit codes: 0 fine · 1 a probe is down, or a check found a difference · 2 wrong input · 3 a fault of ours, or a run that was «error».
`;

endWhenOutputFails();
process.exitCode = await main(process.argv.slice(2));

async function main(argv: readonly string[]): Promise<number> {
  const io = createIo(argv);
  const [name, ...rest] = argv;
  if (name === '--version' || name === '-V') {
    io.out(`${VERSION}\n`);
    return 0;
  }
  if (name === undefined || name === '--help' || name === '-h' || name === 'help') {
    io.out(HELP);
    return 0;
  }
  const entry = COMMANDS[name];
  if (!entry) {
    const meant = closest(name, Object.keys(COMMANDS));
    io.err(
      `probewright: there is no command '${name}'.${meant ? ` Did you mean '${meant}'?` : ''} «${calledAs(io)} --help» lists them.\n`,
    );
    return 2;
  }
  return await runCommand(name, entry, rest, io);
}

async function runCommand(
  name: string,
  entry: (typeof COMMANDS)[string],
  argv: readonly string[],
  io: Io,
): Promise<number> {
  try {
    const command = await entry.load();
    if (argv.includes('--help') || argv.includes('-h')) {
      io.out(command.help);
      return 0;
    }
    return await command.run(argv, io);
  } catch (error) {
    if (error instanceof UsageError) {
      io.err(`probewright ${name}: ${error.message}\n«${calledAs(io)} ${name} --help» says what it takes.\n`);
      return 2;
    }
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
    io.err(`probewright ${name}: a fault of ours, please report it:\n${io.colour ? styleText('dim', text) : text}\n`);
    return 3;
  }
}

function createIo(argv: readonly string[]): Io {
  const wanted = !argv.includes('--no-color') && !process.env.NO_COLOR;
  return {
    out: (text) => void process.stdout.write(text),
    err: (text) => void process.stderr.write(text),
    colour: wanted && process.stdout.isTTY === true,
    cwd: process.cwd(),
    env: process.env,
  };
}
