import { type ParseArgsOptionsConfig, parseArgs } from 'node:util';
import { UsageError } from './command.ts';

/** Options that every command takes. `--version` and the global `--help` are handled before a command is loaded. */
const COMMON_OPTIONS = {
  definitions: { type: 'string', short: 'd', multiple: true },
  config: { type: 'string', short: 'c' },
  help: { type: 'boolean', short: 'h' },
  json: { type: 'boolean' },
  'no-color': { type: 'boolean' },
} as const satisfies ParseArgsOptionsConfig;

export const COMMON_HELP = `  -d, --definitions DIR   folder of definitions, may be given again (default: probes)
  -c, --config FILE       configuration (default: probewright.config.ts, where there is one)
      --json              answer as JSON, where a tool may read it
      --no-color          no colours; also off when the output is not a terminal, or NO_COLOR is set
  -h, --help              this text`;

/** Parses a command's arguments strictly; what is unknown or lacks its value becomes a UsageError in words. */
export function parseCommandLine<const T extends ParseArgsOptionsConfig>(argv: readonly string[], options: T) {
  try {
    return parseArgs({
      args: [...argv],
      options: { ...COMMON_OPTIONS, ...options },
      allowPositionals: true,
      strict: true,
    });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error), { cause: error });
  }
}

/** `KEY=VALUE` arguments as a record. */
export function parsePairs(pairs: readonly string[], option: string): Record<string, string> {
  return Object.fromEntries(
    pairs.map((pair) => {
      const at = pair.indexOf('=');
      if (at < 1) throw new UsageError(`${option} wants NAME=VALUE, not '${pair}'.`);
      return [pair.slice(0, at), pair.slice(at + 1)];
    }),
  );
}
