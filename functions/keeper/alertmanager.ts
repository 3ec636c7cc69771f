import type { ObjectStore } from '../../lib/model/objects.ts';

const ATTEMPT_MS = 10_000;
const SILENCES = 'keeper/silences.json';
/** Longer than from one refresh to the next, whatever else is going on. */
const HELD_MS = 5 * 60_000;

interface ActiveAlert {
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly startsAt: string;
  readonly generatorURL: string;
}

interface EvaluatorAlerts {
  readonly data: { readonly alerts: readonly { readonly state: string; readonly labels: Labels }[] };
}

interface Silence {
  readonly id: string;
  readonly status: { readonly state: 'active' | 'pending' | 'expired' };
  readonly endsAt: string;
}

export interface Refresh {
  readonly nowMs: number;
  /**
   * Evaluators (`http://HOST:PORT`) where rules are evaluated: only alerts that wait there for their time to be over are told again. After a loss that
   * time begins anew, and what was firing before must not be taken for over meanwhile. Absent: no rule is evaluated, and all are told again.
   */
  readonly pendingIn?: readonly string[];
}

/** Tells Alertmanager that what it holds for true still is, since no rule says so: otherwise it tells people of recoveries that are none. Answers how many. */
export async function refreshAlerts(url: string, { nowMs, pendingIn }: Refresh): Promise<number> {
  const alerts = (await get(url, '/api/v2/alerts?active=true&silenced=true&inhibited=true')) as ActiveAlert[];
  if (alerts.length === 0) return 0;
  const pending = pendingIn && (await pendingAlerts(pendingIn));
  const endsAt = new Date(nowMs + HELD_MS).toISOString();
  const again = alerts
    .filter(({ labels }) => pending?.some((one) => isWithin(one, labels)) ?? true)
    .map(({ labels, annotations, startsAt, generatorURL }) => ({
      labels,
      annotations,
      startsAt,
      generatorURL,
      endsAt,
    }));
  if (again.length > 0) await post(url, '/api/v2/alerts', again);
  return again.length;
}

type Labels = Readonly<Record<string, string>>;

/** Of evaluators that answer; one that does not evaluates nothing, either. */
async function pendingAlerts(urls: readonly string[]): Promise<Labels[]> {
  const answers = await Promise.all(urls.map((url) => get(url, '/api/v1/alerts').catch(() => undefined)));
  return (answers as (EvaluatorAlerts | undefined)[]).flatMap((answer) =>
    (answer?.data.alerts ?? []).filter(({ state }) => state === 'pending').map(({ labels }) => labels),
  );
}

/** On their way to Alertmanager alerts get external labels. */
function isWithin(some: Labels, all: Labels): boolean {
  return Object.entries(some).every(([name, value]) => all[name] === value);
}

/** Keeps silences in the object store, and gives them back to an Alertmanager that has lost them. */
export function createSilenceKeeper(url: string, store: ObjectStore) {
  let kept: string | undefined;
  return async (nowMs: number): Promise<'kept' | 'restored' | 'unchanged'> => {
    const all = (await get(url, '/api/v2/silences')) as Silence[];
    const stored = kept ?? text(await store.get(SILENCES)) ?? '[]';
    if (all.length === 0) {
      const lost = (JSON.parse(stored) as Silence[]).filter(({ endsAt }) => Date.parse(endsAt) > nowMs);
      // A new id is given to each: the old one would be taken for a change of a silence that is not there.
      for (const { id: _, status: __, ...silence } of lost) await post(url, '/api/v2/silences', silence);
      kept = stored;
      return lost.length > 0 ? 'restored' : 'unchanged';
    }
    const lasting = JSON.stringify(all.filter(({ status }) => status.state !== 'expired'));
    if (lasting === stored) {
      kept = stored;
      return 'unchanged';
    }
    await store.put(SILENCES, Buffer.from(lasting), { ifAbsent: false, contentType: 'application/json' });
    kept = lasting;
    return 'kept';
  };
}

function text(body: Uint8Array | undefined): string | undefined {
  return body && Buffer.from(body).toString('utf8');
}

async function get(url: string, path: string): Promise<unknown> {
  const answer = await fetch(`${url}${path}`, { signal: AbortSignal.timeout(ATTEMPT_MS) });
  if (!answer.ok) throw new Error(`${url} answers ${answer.status} to ${path}: ${await answer.text()}`);
  return await answer.json();
}

async function post(url: string, path: string, body: unknown): Promise<void> {
  const answer = await fetch(`${url}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(ATTEMPT_MS),
  });
  const words = await answer.text();
  if (!answer.ok) throw new Error(`Alertmanager answers ${answer.status} to ${path}: ${words.slice(0, 300)}`);
}
