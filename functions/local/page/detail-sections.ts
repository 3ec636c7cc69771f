import type { Outcome } from '../../../lib/model/result.ts';
import type { ProbeAnswer, RunAnswer } from '../api.ts';
import { certificateReport, newestTls } from './certificate.ts';
import { aboutProbe, definitionReport } from './definition.ts';
import { el, keyed, setText } from './dom.ts';
import { formatFull } from './format.ts';
import { runReport } from './run-report.ts';
import { createRunsTable } from './runs-table.ts';
import { waterfalls } from './waterfall.ts';

interface DetailState {
  readonly answer: ProbeAnswer;
  /** Oldest first. */
  readonly runs: readonly RunAnswer[];
  /** A run that was chosen from the table. */
  readonly chosen: RunAnswer | undefined;
}

export interface DetailSections {
  readonly elements: readonly HTMLElement[];
  update(state: DetailState): void;
}

/** The parts of the open probe. Each is made anew only when what it shows is another, so that nothing jumps, folds or loses focus. */
export function createDetailSections(choose: (run: RunAnswer | undefined) => void): DetailSections {
  const about = section('');
  const run = section('Last failure');
  const trouble = section('');
  const phases = section('Phases');
  const certificate = section('Certificate');
  const recent = section('Recent runs');
  const definition = section('Definition');
  const table = createRunsTable(choose);
  recent.show('table', () => [table.element]);
  return {
    elements: [about, run, trouble, phases, recent, certificate, definition].map((one) => one.element),
    update({ answer, runs, chosen }) {
      const subject = chosen ?? answer.last;
      const older = olderTrouble(answer, subject);
      about.show(JSON.stringify(answer.probe), () => aboutProbe(answer.probe));
      run.name(runTitle(subject, chosen));
      run.show(`${chosen?.tickMs} ${subject?.result.run}`, () => runContent(subject, chosen, choose));
      // A section of its own, so that it stays unfolded when the next good run comes.
      trouble.show(older?.result.run ?? '', () => (older === undefined ? [] : troubleContent(older, choose)));
      phases.show(`${subject?.result.run} ${answer.lastGood?.result.run}`, () =>
        phasesContent(answer, subject, chosen),
      );
      const tls = newestTls([answer.last, answer.lastBad, answer.lastGood]);
      certificate.show(JSON.stringify(tls?.tls) ?? '', () => (tls === undefined ? [] : certificateReport(tls)));
      definition.show(JSON.stringify(answer.probe), () => definitionReport(answer.probe));
      table.show(runs, subject?.tickMs);
    },
  };
}

function section(title: string) {
  const heading = el('h3', {}, title);
  const body = el('div', { class: 'section-body' });
  const element = el('section', { class: 'detail-section', hidden: true }, title === '' ? undefined : heading, body);
  const fill = keyed(body);
  return {
    element,
    name: (text: string) => setText(heading, text),
    show(key: string, content: () => HTMLElement[]) {
      fill(key, content);
      element.hidden = body.childElementCount === 0;
    },
  };
}

function runTitle(subject: RunAnswer | undefined, chosen: RunAnswer | undefined): string {
  return subject === undefined ? 'Last run' : `${runName(subject, chosen)} · ${formatFull(subject.tickMs)}`;
}

const NAMES: Readonly<Record<Outcome, string>> = {
  down: 'Last failure',
  degraded: 'Last degraded run',
  error: 'Last error',
  up: 'Last run',
};

function runName(subject: RunAnswer, chosen: RunAnswer | undefined): string {
  return chosen === undefined ? NAMES[subject.result.outcome] : 'Run';
}

function runContent(
  subject: RunAnswer | undefined,
  chosen: RunAnswer | undefined,
  choose: (run: RunAnswer | undefined) => void,
): HTMLElement[] {
  if (subject === undefined) return [el('p', { class: 'soft' }, 'It has not run yet.')];
  const report = runReport(subject);
  const content = report.length > 0 ? report : [el('p', { class: 'soft' }, 'Nothing to report.')];
  if (chosen === undefined) return content;
  return [...content, el('button', { type: 'button', onclick: () => choose(undefined) }, 'Back to the newest')];
}

/** The newest trouble of a probe that is not in any now, unless it is looked at. */
function olderTrouble({ last, lastBad }: ProbeAnswer, subject: RunAnswer | undefined): RunAnswer | undefined {
  if (last?.result.outcome !== 'up') return undefined;
  return lastBad?.result.run === subject?.result.run ? undefined : lastBad;
}

function troubleContent(run: RunAnswer, choose: (run: RunAnswer) => void): HTMLElement[] {
  const look = el('button', { type: 'button', onclick: () => choose(run) }, 'Look at this run');
  const title = el('summary', {}, `Last trouble · ${formatFull(run.tickMs)}`);
  return [el('details', { class: 'trouble' }, title, ...runReport(run), look)];
}

function phasesContent(
  answer: ProbeAnswer,
  subject: RunAnswer | undefined,
  chosen: RunAnswer | undefined,
): HTMLElement[] {
  const pairs: [string, RunAnswer][] = [];
  if (subject !== undefined) pairs.push([runName(subject, chosen), subject]);
  if (answer.lastGood !== undefined && answer.lastGood.result.run !== subject?.result.run)
    pairs.push(['Last good run', answer.lastGood]);
  return pairs.length === 0 ? [] : [waterfalls(pairs)];
}
