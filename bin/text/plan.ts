import { styleText } from 'node:util';
import type { PlanReport } from '../../lib/plan/report.ts';
import { amount, bytes, dollars } from './amounts.ts';
import { plural } from './findings.ts';
import { changesOf } from './plan-changes.ts';
import { costRows, receiverWords } from './plan-cost.ts';
import { printable } from './printable.ts';
import { wrapped } from './wrapped.ts';

type Paint = (style: Parameters<typeof styleText>[0], text: string) => string;

/** For a terminal of 80 columns: what changes, what it costs and whether it is refused stand first, then why. */
export function formatPlan(report: PlanReport, colour: boolean): string {
  const paint: Paint = (style, text) => (colour ? styleText(style, text, { validateStream: false }) : text);
  const blocks = [
    headOf(report, paint),
    refusalsOf(report, paint),
    changesOf(report, paint),
    placesOf(report, paint),
    costOf(report, paint),
    footOf(report, paint),
  ];
  return `${blocks
    .filter((block) => block.length > 0)
    .map((block) => block.join('\n'))
    .join('\n\n')}\n`;
}

function headOf(
  { installation, probes, locations, cost, budget, refusals, difference, deployed }: PlanReport,
  paint: Paint,
): string[] {
  const { total, receivers } = cost.healthy;
  const within = budget === undefined ? '' : `, budget ${dollars(budget)}`;
  const verdict =
    refusals.length > 0
      ? paint(['red', 'bold'], 'REFUSED')
      : difference.empty
        ? 'nothing to deploy'
        : paint('green', 'can be deployed');
  const theirs = receivers.some(({ usd }) => usd === undefined) ? ' and what receivers bill' : '';
  return [
    `${paint('bold', installation)}: ${plural(probes, 'probe')} at ${plural(locations.length, 'location')}`,
    '',
    `  changes   ${changeWords({ difference, deployed }, paint)}`,
    `  cost      ${paint('bold', dollars(total))} a month${theirs}${within}`,
    `  verdict   ${verdict}`,
  ];
}

function changeWords(
  { difference: { probes, empty, delivery }, deployed }: Pick<PlanReport, 'difference' | 'deployed'>,
  paint: Paint,
): string {
  if (!deployed.known) return `not known, so all is new: ${paint('green', `+ ${probes.added.length}`)}`;
  if (empty) return 'none';
  const counts = [
    paint('green', `+ ${probes.added.length} added`),
    paint('yellow', `~ ${probes.changed.length} changed`),
    paint('red', `- ${probes.removed.length} removed`),
    ...(probes.moved.length > 0 ? [`${probes.moved.length} move to another shard`] : []),
    ...(delivery ? ['results go elsewhere'] : []),
  ];
  return counts.join('   ');
}

function refusalsOf({ refusals }: PlanReport, paint: Paint): string[] {
  return refusals.flatMap(({ message }) => wrapped(`${paint('red', 'refused')}: ${printable(message)}`, 78, '  '));
}

function placesOf({ locations }: PlanReport, paint: Paint): string[] {
  if (locations.length === 0) return ['  No enabled probe runs at a location in AWS: there is nothing to deploy.'];
  const rows = locations.map(({ name, probes, functions }) => {
    const schedules = functions.reduce((sum, one) => sum + one.schedules, 0);
    const words = functions.map((one) => `${one.name} ${one.memoryMb} MB`).join(', ');
    return `  ${printable(name).padEnd(20)} ${String(probes).padStart(6)} ${String(schedules).padStart(10)}   ${words}`;
  });
  return [
    paint('dim', `  ${'location'.padEnd(20)} ${'probes'.padStart(6)} ${'schedules'.padStart(10)}   functions`),
    ...rows,
  ];
}

function costOf({ cost }: PlanReport, paint: Paint): string[] {
  const { usage, perMillionRuns } = cost;
  if (usage.runs === 0) return [];
  const cells = (texts: readonly string[]) => texts.map((text) => text.padStart(15)).join('');
  const rows = costRows(cost);
  return [
    paint('dim', `  ${'a month of 30 days'.padEnd(32)}${cells(['healthy', '0.5 % time out', 'all down'])}`),
    ...rows.map(({ title, amounts, sum }) => {
      const text = `  ${title.padEnd(32)}${cells(amounts)}`;
      return sum ? paint('bold', text) : text;
    }),
    '',
    ...[
      ['runs', `${amount(usage.runs)} in ${amount(usage.invocations)} invocations, ${amount(usage.gbSeconds)} GB-s`],
      ['functions', `${dollars(perMillionRuns)} a million runs; at most ${usage.peakConcurrency} at the same time`],
      ['series', `${amount(usage.series)}, with ${amount(usage.samples)} samples`],
      ['log lines', `${bytes(usage.logBytes)} before compression`],
      [
        'S3',
        `${amount(usage.claims + usage.journalPuts)} PUTs${usage.journalBytes === 0 ? '' : `, ${bytes(usage.journalBytes)} of journal`}`,
      ],
    ].map(([title = '', words]) => `  ${paint('dim', title.padEnd(10))}${words}`),
  ];
}

function footOf({ deployed, cost, pricesDate }: PlanReport, paint: Paint): string[] {
  const notes = [
    ...(deployed.known ? [] : [`What is deployed is not known: ${printable(deployed.why)}.`]),
    ...(cost.assumedRegions.length > 0
      ? [`No prices are known of ${cost.assumedRegions.join(', ')}: the dearest that are known count instead.`]
      : []),
    ...receiverWords(cost.healthy),
    `List prices as of ${pricesDate}, without free tiers and taxes; docs/cost.md says where each is from.`,
  ];
  return notes.flatMap((note) => wrapped(note, 78, '  ').map((text) => paint('dim', text)));
}
