import type { Difference, ProbeChange } from '../../lib/plan/difference.ts';
import type { PlanReport } from '../../lib/plan/report.ts';
import { amount, dollars } from './amounts.ts';
import { plural } from './findings.ts';
import { costRows, receiverWords } from './plan-cost.ts';
import { printable } from './printable.ts';

/** A comment may have 65,536 characters, and nobody reads so many. */
const MOST_LINES = 50;

/** Markdown for a pull request: the verdict in the first line, everything long folded away. */
export function formatPlanComment(report: PlanReport): string {
  const { installation, refusals, difference, cost, budget, deployed, pricesDate } = report;
  const { total, receivers } = cost.healthy;
  const verdict = refusals.length > 0 ? '🔴 refused' : difference.empty ? '⚪ no change' : '🟢 can be deployed';
  const within = budget === undefined ? '' : ` of a budget of ${dollars(budget)}`;
  const theirs = receivers.some(({ usd }) => usd === undefined) ? ' (without the receivers’ own bill)' : '';
  return [
    `### Probewright plan for \`${installation}\`: ${verdict}`,
    '',
    `**${countWords(difference)}** · **${dollars(total)} a month**${within}${theirs} · ${plural(report.probes, 'probe')} at ${plural(report.locations.length, 'location')}`,
    ...(deployed.known
      ? []
      : ['', `What is deployed is not known, so everything counts as new: ${text(deployed.why)}.`]),
    ...refusals.flatMap(({ message }) => ['', `> **Refused:** ${text(message)}`]),
    '',
    ...diffOf(difference),
    ...folded('Cost by part', costTable(report)),
    `<sub>${[...receiverWords(cost.healthy).map(text), `List prices as of ${pricesDate}, without free tiers. ${amount(cost.usage.series)} series, ${amount(cost.usage.samples)} samples a month.`].join(' ')}</sub>`,
    '',
  ].join('\n');
}

function countWords({ probes, empty }: Difference): string {
  if (empty) return 'nothing changes';
  const { added, changed, removed } = probes;
  return `${added.length} added, ${changed.length} changed, ${removed.length} removed`;
}

function diffOf({ probes, schedules, functions, empty }: Difference): string[] {
  if (empty) return [];
  const line = (mark: string, { name, locations }: ProbeChange, fields: readonly string[] = []) =>
    `${mark} ${printable(name)}  ${[...fields, ...locations].join(', ')}`;
  const lines = [
    ...probes.added.map((change) => line('+', change)),
    ...probes.changed.map((change) => line('!', change, change.fields)),
    ...probes.removed.map((change) => line('-', change)),
  ];
  const left = lines.length - MOST_LINES;
  const shown = left > 1 ? [...lines.slice(0, MOST_LINES), `# and ${left} more`] : lines;
  const count = (of: typeof schedules) => `+${of.added.length} ~${of.changed.length} -${of.removed.length}`;
  return [
    ...(shown.length > 0 ? ['```diff', ...shown, '```'] : []),
    `Schedules ${count(schedules)}, functions ${count(functions)}${probes.moved.length > 0 ? `; ${plural(probes.moved.length, 'probe')} move to another shard` : ''}.`,
    '',
  ];
}

function costTable({ cost }: PlanReport): string[] {
  return [
    '| a month | healthy | 0.5 % time out | all down |',
    '| --- | ---: | ---: | ---: |',
    ...costRows(cost).map(({ title, amounts, sum }) => {
      const cells = [title, ...amounts].map((cell) => (sum ? `**${text(cell)}**` : text(cell)));
      return `| ${cells.join(' | ')} |`;
    }),
  ];
}

const folded = (title: string, lines: readonly string[]): string[] => [
  `<details><summary>${title}</summary>`,
  '',
  ...lines,
  '',
  '</details>',
  '',
];

/** Text of others that stays text in Markdown and HTML. */
const text = (words: string): string => printable(words).replaceAll(/[\\`*_[\]<>|]/g, (one) => `\\${one}`);
