import type { styleText } from 'node:util';
import type { ProbeChange } from '../../lib/plan/difference.ts';
import type { PlanReport } from '../../lib/plan/report.ts';
import { printable } from './printable.ts';

type Paint = (style: Parameters<typeof styleText>[0], text: string) => string;

/** More are counted only: what matters stands in the first lines. */
const MOST_LINES = 15;

/** A line a probe, as far as they can be read, and how many schedules and functions change. */
export function changesOf({ difference }: PlanReport, paint: Paint): string[] {
  const { probes, schedules, functions } = difference;
  if (difference.empty) return [];
  const lines = [
    ...probes.added.map((change) => paint('green', line('+', change))),
    ...probes.changed.map((change) => paint('yellow', line('~', change, change.fields))),
    ...probes.removed.map((change) => paint('red', line('-', change))),
  ];
  const left = lines.length - MOST_LINES;
  const count = ({ added, changed, removed }: typeof schedules) =>
    `+ ${added.length}  ~ ${changed.length}  - ${removed.length}`;
  return [
    ...(left > 1 ? [...lines.slice(0, MOST_LINES), `  … and ${left} more (--json names all)`] : lines),
    `  schedules ${count(schedules)}     functions ${count(functions)}`,
  ];
}

const NAME_WIDTH = 32;
const MOST_PLACES = 3;

function line(mark: string, { name, locations }: ProbeChange, fields: readonly string[] = []): string {
  const more = locations.length > MOST_PLACES ? ` +${locations.length - MOST_PLACES}` : '';
  const where = `${locations.slice(0, MOST_PLACES).join(', ')}${more}`;
  return `  ${mark} ${printable(name).padEnd(NAME_WIDTH)} ${fields.length > 0 ? `${fields.join(', ')} (${where})` : where}`;
}
