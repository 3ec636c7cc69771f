import type { Target } from './target-names.ts';

export const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Targets of `{ target, labels }` or of a file_sd group `{ targets, labels }`; labels that begin with `__` are Prometheus' own and dropped. */
export function groupTargets(group: Readonly<Record<string, unknown>>): readonly Target[] | undefined {
  const { target, targets, labels = {} } = group;
  const values = targets ?? [target];
  if (!Array.isArray(values) || !values.every((value) => typeof value === 'string' && value !== '')) return undefined;
  if (!isRecord(labels)) return undefined;
  const own = Object.entries(labels).filter(([name, value]) => !name.startsWith('__') && value !== null);
  return values.map((value: string) => ({
    value,
    labels: Object.fromEntries(own.map(([name, text]) => [name, String(text)])),
  }));
}

/** The targets of a list in a definition; shapes are checked already. */
export function listTargets(items: readonly unknown[]): readonly Target[] {
  return items.flatMap((item) =>
    typeof item === 'string' ? [{ value: item, labels: {} }] : isRecord(item) ? (groupTargets(item) ?? []) : [],
  );
}
