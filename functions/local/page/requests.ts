import type { ErrorAnswer, ProbeAnswer, ProbesAnswer, RunAnswer, RunsAnswer } from '../api.ts';
import { setServerTime } from './time.ts';

export function fetchProbes(): Promise<ProbesAnswer> {
  return request<ProbesAnswer>('/api/probes');
}

export function fetchProbe(name: string): Promise<ProbeAnswer> {
  return request<ProbeAnswer>(`/api/probes/${encodeURIComponent(name)}`);
}

export function fetchRuns(name: string, fromMs: number): Promise<RunsAnswer> {
  return request<RunsAnswer>(`/api/runs?${new URLSearchParams({ probe: name, from: String(Math.floor(fromMs)) })}`);
}

/** Runs a probe now; resolves when the run is over. */
export function postRun(name: string): Promise<RunAnswer> {
  return request<RunAnswer>(`/api/probes/${encodeURIComponent(name)}/run`, { method: 'POST' });
}

/** Throws an Error whose message can be shown. */
async function request<T>(address: string, init: RequestInit = {}): Promise<T> {
  const response = await fetch(address, { ...init, headers: { accept: 'application/json' } });
  const date = Date.parse(response.headers.get('date') ?? '');
  if (!Number.isNaN(date)) setServerTime(date);
  const answer: unknown = await response.json().catch(() => undefined);
  if (!response.ok) throw new Error(isErrorAnswer(answer) ? answer.error : `the runner answered ${response.status}`);
  return answer as T;
}

function isErrorAnswer(answer: unknown): answer is ErrorAnswer {
  return typeof answer === 'object' && answer !== null && typeof (answer as ErrorAnswer).error === 'string';
}
