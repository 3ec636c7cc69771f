import { readFileSync, statSync } from 'node:fs';
import { parseEnv } from 'node:util';
import { FaultError } from '../../lib/model/failure.ts';

type Variables = Readonly<Record<string, string | undefined>>;

/** The variable that holds a secret: `shop/password` is in `PROBEWRIGHT_SECRET_SHOP_PASSWORD`. */
export function secretVariable(name: string): string {
  return `PROBEWRIGHT_SECRET_${name.toUpperCase().replaceAll(/[^A-Z0-9]/g, '_')}`;
}

/** The variables of a `.env` file; none where there is no such file. Throws when it is there and cannot be read. */
export function readEnvFile(path: string): Variables {
  try {
    return parseEnv(readFileSync(path, 'utf8'));
  } catch (thrown) {
    if (thrown instanceof Error && 'code' in thrown && thrown.code === 'ENOENT') return {};
    throw thrown;
  }
}

/**
 * The variables of a `.env` file as it is whenever they are asked for: read again when it was saved, made or deleted since.
 * Throws at once, and whenever they are asked for, when the file is there and cannot be read.
 */
export function followEnvFile(path: string): () => Variables {
  let print = printOf(path);
  let variables = readEnvFile(path);
  return () => {
    const now = printOf(path);
    if (now === print) return variables;
    variables = readEnvFile(path);
    print = now;
    return variables;
  };
}

/** What changes when a file does. */
function printOf(path: string): string {
  const found = statSync(path, { bigint: true, throwIfNoEntry: false });
  return found === undefined ? '' : [found.ino, found.size, found.mtimeNs, found.ctimeNs].join(' ');
}

/**
 * Secrets from variables, looked for in the order given (the environment before the `.env` file); a source that may change
 * is asked at each look-up. A variable that is empty is one that is not set. Throws FaultError PW5005, saying which variable to set.
 */
export function createEnvSecrets(
  ...sources: readonly (Variables | (() => Variables))[]
): (name: string) => Promise<string> {
  return async (name) => {
    const variable = secretVariable(name);
    for (const source of sources) {
      const value = (typeof source === 'function' ? source() : source)[variable];
      if (value) return value;
    }
    throw new FaultError('PW5005', `Secret «${name}» is missing: set ${variable} in .env or the environment.`);
  };
}
