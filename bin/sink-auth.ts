import { type DestinationParts, signingKey } from '../functions/delivery/destination-of.ts';
import type { Credentials } from '../functions/net/outgoing.ts';
import { UsageError } from './command.ts';

/** The environment, and the env file behind it; an empty variable is one that is not set. */
export type Variables = (name: string) => string | undefined;

type Source = Readonly<Record<string, string | undefined>>;

/** A source that may change is asked each time. */
export function variablesFrom(...sources: readonly (Source | (() => Source))[]): Variables {
  return (name) => sources.map((source) => (typeof source === 'function' ? source() : source)[name]).find(Boolean);
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
  const needed = (name: string) => neededOf(variables, `${option} ${how}`, name);
  const inHeader = (name: string) => inHeaderOf(variables, `${option} ${how}`, name);
  const [scheme, ...rest] = how === undefined ? ['none'] : how.split(':');
  const detail = rest.join(':');
  if (scheme === 'none' && detail === '') return {};
  if (scheme === 'basic' && detail !== '') {
    return { basic: { username: detail, password: needed(`${prefix}_PASSWORD`) } };
  }
  if (scheme === 'bearer' && detail === '') return { bearer: inHeader(`${prefix}_TOKEN`) };
  if (scheme === 'sigv4') {
    const [region = '', service = 'aps'] = rest;
    const known =
      region || (variables('AWS_REGION') ?? variables('AWS_DEFAULT_REGION') ?? regionIn(url) ?? needed('AWS_REGION'));
    const aws = awsKeys(`${option} ${how}`, variables);
    // Asked at once, so that what is missing is said at the start; and at each request, so that an env file that is saved again counts.
    aws();
    return { sigv4: signingKey(known, service, aws) };
  }
  throw new UsageError(
    `${option} takes none, basic:USER, bearer, or sigv4[:REGION[:SERVICE]]; secrets come from the environment.`,
  );
}

/** The process's own keys, from the usual variables. Throws UsageError, saying what needs them, when one is missing. */
export function awsKeys(wanting: string, variables: Variables): DestinationParts['aws'] {
  return () => {
    const sessionToken =
      variables('AWS_SESSION_TOKEN') === undefined ? undefined : inHeaderOf(variables, wanting, 'AWS_SESSION_TOKEN');
    return {
      accessKeyId: inHeaderOf(variables, wanting, 'AWS_ACCESS_KEY_ID'),
      secretAccessKey: neededOf(variables, wanting, 'AWS_SECRET_ACCESS_KEY'),
      ...(sessionToken !== undefined && { sessionToken }),
    };
  };
}

function neededOf(variables: Variables, wanting: string, name: string): string {
  const value = variables(name);
  if (value !== undefined) return value;
  throw new UsageError(`${wanting} needs ${name}: set it in the environment or in the env file.`);
}

function inHeaderOf(variables: Variables, wanting: string, name: string): string {
  const value = neededOf(variables, wanting, name);
  if (/^[\x20-\x7e]+$/.test(value)) return value;
  throw new UsageError(
    `${wanting}: ${name} holds a line end or another character that no header may hold; take it out.`,
  );
}

/** `https://aps-workspaces.eu-west-1.amazonaws.com/…` names its region itself. */
function regionIn(url: string): string | undefined {
  return /\.([a-z]{2}(?:-[a-z]+)+-\d)\.amazonaws\.com$/.exec(new URL(url).hostname)?.[1];
}
