import { setTimeout as sleep } from 'node:timers/promises';
import { FaultError } from '../../lib/model/failure.ts';
import type { CredentialsSource } from '../net/aws-credentials.ts';
import { type Answer, NoAnswer, type Outgoing } from '../net/outgoing.ts';
import { signV4 } from '../net/sigv4.ts';

export interface SsmSecretsOptions {
  readonly region: string;
  /** Where the service is. Default: AWS's own address of the region. */
  readonly endpoint?: string;
  /** What stands before the names: `/probewright/`. */
  readonly path: string;
  readonly credentials: CredentialsSource;
  readonly send: Outgoing;
  /** Unix milliseconds; default: the system's clock. */
  readonly now?: () => number;
}

interface Parameters {
  readonly Parameters?: readonly { readonly Name: string; readonly Value: string }[];
}

/** A value is asked for again after this time, so that a changed secret is used soon. */
const LIFETIME_MS = 300_000;
/** While the service fails, the value that was read before holds on for so long, and then it is asked again. */
const AGAIN_MS = 30_000;
/** As many as one request takes. */
const MOST_NAMES = 10;
const TIMEOUT_MS = 5_000;
const MOST_ATTEMPTS = 5;
const FIRST_DELAY_MS = 50;
const ANSWER_BYTES = 256 * 1024;

/**
 * Secrets from parameters of AWS Systems Manager, decrypted: only those that are asked for by name, several at a time in one request, kept for five
 * minutes, and longer while the service fails. Throws FaultError PW5005, saying which parameter was asked for and what the service said: never with a value.
 * @see https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_GetParameters.html
 */
export function createSsmSecrets(options: SsmSecretsOptions): (name: string) => Promise<string> {
  const { path, now = Date.now } = options;
  const known = new Map<string, { readonly untilMs: number; readonly value: Promise<string> }>();
  /** What was read last, however long ago. */
  const last = new Map<string, string>();
  let wanted: Map<string, PromiseWithResolvers<string>> = new Map();

  async function askAll(): Promise<void> {
    const asked = [...wanted];
    wanted = new Map();
    for (let at = 0; at < asked.length; at += MOST_NAMES) await askSome(asked.slice(at, at + MOST_NAMES));
  }

  async function askSome(asked: readonly [string, PromiseWithResolvers<string>][]): Promise<void> {
    const names = asked.map(([name]) => `${path}${name}`);
    const values = await getParameters(options, names).catch((error: unknown) => error as Error);
    // The service refuses all for one that may not be read.
    if (values instanceof Error && !(values instanceof Passing) && asked.length > 1) {
      for (const one of asked) await askSome([one]);
      return;
    }
    for (const [name, { resolve, reject }] of asked) {
      const value = values instanceof Map ? values.get(`${path}${name}`) : undefined;
      const before = values instanceof Passing ? last.get(name) : undefined;
      if (value) {
        last.set(name, value);
        resolve(value);
      } else if (before !== undefined) {
        known.set(name, { untilMs: now() + AGAIN_MS, value: Promise.resolve(before) });
        resolve(before);
      } else reject(faultOf(name, options, values instanceof Map ? undefined : values));
    }
  }

  return (name) => {
    const kept = known.get(name);
    if (kept && kept.untilMs > now()) return kept.value;
    // What is asked for in one turn of the loop goes out together.
    if (wanted.size === 0) queueMicrotask(() => void askAll());
    const asking = wanted.get(name) ?? Promise.withResolvers<string>();
    wanted.set(name, asking);
    known.set(name, { untilMs: now() + LIFETIME_MS, value: asking.promise });
    asking.promise.catch(() => known.delete(name));
    return asking.promise;
  };
}

async function getParameters(options: SsmSecretsOptions, names: readonly string[]): Promise<Map<string, string>> {
  const { region, send, credentials } = options;
  const china = region.startsWith('cn-') ? '.cn' : '';
  const request = {
    method: 'POST',
    url: `${options.endpoint ?? `https://ssm.${region}.amazonaws.com${china}`}/`,
    headers: { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': 'AmazonSSM.GetParameters' },
    body: Buffer.from(JSON.stringify({ Names: names, WithDecryption: true })),
  } as const;
  const signal = AbortSignal.timeout(TIMEOUT_MS);
  for (let attempt = 1; ; attempt += 1) {
    const headers = signV4(request, { ...(await credentials()), region, service: 'ssm' }, Date.now());
    const answer = await send({ ...request, headers, keepBytes: ANSWER_BYTES }, signal).catch(answerMissing);
    if (!(answer instanceof NoAnswer) && answer.status === 200) {
      const { Parameters: parameters = [] } = JSON.parse(answer.body) as Parameters;
      return new Map(parameters.map(({ Name: name, Value: value }) => [name, value]));
    }
    if (!mayPass(answer)) throw new Error(refusalOf(answer));
    if (attempt >= MOST_ATTEMPTS || signal.aborted) throw new Passing(refusalOf(answer));
    // Full jitter: at a whole minute many functions start and ask at once.
    await sleep(Math.random() * FIRST_DELAY_MS * 2 ** attempt);
  }
}

/** The service fails for now: that says nothing of the parameters. */
class Passing extends Error {}

function answerMissing(error: unknown): NoAnswer {
  if (error instanceof NoAnswer) return error;
  throw error;
}

function mayPass(answer: Answer | NoAnswer): boolean {
  if (answer instanceof NoAnswer) return true;
  return answer.status >= 500 || answer.status === 429 || answer.body.includes('ThrottlingException');
}

/** The service's own words; of an answer that is none of its kind, the status. */
function refusalOf(answer: Answer | NoAnswer): string {
  if (answer instanceof NoAnswer) return answer.message;
  const { status, body } = answer;
  try {
    const { __type: type = '', message, Message } = JSON.parse(body) as Record<string, string>;
    return `${status} ${type.replace(/^.*#/, '')} ${message ?? Message ?? ''}`.trim().slice(0, 500);
  } catch {
    return `${status}`;
  }
}

function faultOf(name: string, { path, region }: SsmSecretsOptions, error: Error | undefined): FaultError {
  const parameter = `the SSM parameter ${path}${name} in ${region}`;
  if (error)
    return new FaultError('PW5005', `Secret «${name}» could not be read: ${parameter}: ${error.message}`, {
      cause: error,
    });
  return new FaultError('PW5005', `Secret «${name}» is missing: put it into ${parameter}, as a SecureString.`);
}
