import { readFileSync } from 'node:fs';
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
 * Secrets from variables, looked for in the order given (the environment before the `.env` file). A variable that is
 * empty is one that is not set. Throws FaultError PW5005, saying which variable to set.
 */
export function createEnvSecrets(...sources: readonly Variables[]): (name: string) => Promise<string> {
  return async (name) => {
    const variable = secretVariable(name);
    for (const source of sources) {
      const value = source[variable];
      if (value) return value;
    }
    throw new FaultError('PW5005', `There is no secret «${name}»: set ${variable} in the environment or in .env.`);
  };
}
