import type { Credentials } from '../functions/net/outgoing.ts';
import { UsageError } from './command.ts';

/** The environment, and the env file behind it; an empty variable is one that is not set. */
export type Variables = (name: string) => string | undefined;

export function variablesFrom(...sources: readonly Readonly<Record<string, string | undefined>>[]): Variables {
  return (name) => sources.map((source) => source[name]).find(Boolean);
}

/** What `--SINK-auth` says, with the secrets that it needs. Throws UsageError when one is missing. */
export function readAuth(
  sink: string,
  how: string | undefined,
  url: string,
  prefix: string,
  variables: Variables,
): Credentials {
  const option = `--${sink}-auth`;
  const needed = (name: string) => {
    const value = variables(name);
    if (value !== undefined) return value;
    throw new UsageError(`${option} ${how} needs ${name}: set it in the environment or in the env file.`);
  };
  const inHeader = (name: string) => {
    const value = needed(name);
    if (/^[\x20-\x7e]+$/.test(value)) return value;
    throw new UsageError(
      `${option}: ${name} holds a line end or another character that no header may hold; take it out.`,
    );
  };
  const [scheme, ...rest] = how === undefined ? ['none'] : how.split(':');
  const detail = rest.join(':');
  if (scheme === 'none' && detail === '') return {};
  if (scheme === 'basic' && detail !== '') {
    return { basic: { username: detail, password: needed(`${prefix}_PASSWORD`) } };
  }
  if (scheme === 'bearer' && detail === '') return { bearer: inHeader(`${prefix}_TOKEN`) };
  if (scheme === 'sigv4') {
    const [region = '', service = 'aps'] = rest;
    const sessionToken = variables('AWS_SESSION_TOKEN') && inHeader('AWS_SESSION_TOKEN');
    return {
      sigv4: {
        region:
          region ||
          (variables('AWS_REGION') ?? variables('AWS_DEFAULT_REGION') ?? regionIn(url) ?? needed('AWS_REGION')),
        service,
        accessKeyId: inHeader('AWS_ACCESS_KEY_ID'),
        secretAccessKey: needed('AWS_SECRET_ACCESS_KEY'),
        ...(sessionToken !== undefined && { sessionToken }),
      },
    };
  }
  throw new UsageError(
    `${option} takes none, basic:USER, bearer, or sigv4[:REGION[:SERVICE]]; secrets come from the environment.`,
  );
}

/** `https://aps-workspaces.eu-west-1.amazonaws.com/…` names its region itself. */
function regionIn(url: string): string | undefined {
  return /\.([a-z]{2}(?:-[a-z]+)+-\d)\.amazonaws\.com$/.exec(new URL(url).hostname)?.[1];
}
