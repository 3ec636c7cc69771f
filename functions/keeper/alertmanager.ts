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

interface Silence {
  readonly id: string;
  readonly status: { readonly state: 'active' | 'pending' | 'expired' };
  readonly endsAt: string;
}

/** Tells Alertmanager that what it holds for true still is, while no rule is evaluated: otherwise it tells people of recoveries that are none. */
export async function refreshAlerts(url: string, nowMs: number): Promise<number> {
  const alerts = (await get(url, '/api/v2/alerts?active=true&silenced=true&inhibited=true')) as ActiveAlert[];
  if (alerts.length === 0) return 0;
  const endsAt = new Date(nowMs + HELD_MS).toISOString();
  const again = alerts.map(({ labels, annotations, startsAt, generatorURL }) => ({
    labels,
    annotations,
    startsAt,
    generatorURL,
    endsAt,
  }));
  await post(url, '/api/v2/alerts', again);
  return alerts.length;
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
  if (!answer.ok) throw new Error(`Alertmanager answers ${answer.status} to ${path}: ${await answer.text()}`);
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
