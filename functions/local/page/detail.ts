import type { ProbeAnswer, ProbeSummary, RunAnswer } from '../api.ts';
import { createDetailHead, type DetailHead } from './detail-head.ts';
import { createDetailSections, type DetailSections } from './detail-sections.ts';
import { el, part, setText } from './dom.ts';
import { fetchProbe, fetchRuns } from './requests.ts';
import { createRunNow } from './run-now.ts';
import { MOST_ROWS } from './runs-table.ts';
import { nowMs } from './time.ts';

export interface Detail {
  /** Opens a probe ('' closes), and moves the focus to its title when that is another than before. */
  open(name: string): void;
  /** Takes what is newly known of the open probe; undefined when there is no such probe. `revision` changes with the definitions. */
  update(summary: ProbeSummary | undefined, revision: number): void;
}

interface Latest {
  readonly summary: ProbeSummary;
  readonly revision: number;
}

interface Opened {
  readonly name: string;
  readonly head: DetailHead;
  readonly sections: DetailSections;
  readonly note: HTMLElement;
  readonly runNow: HTMLElement;
  /** False once another probe is open. */
  current(): boolean;
  latest: Latest | undefined;
  /** What the details have seen: the newest run, and the revision of the definitions. */
  known: { readonly tickMs: number; readonly revision: number } | undefined;
  answer: ProbeAnswer | undefined;
  runs: readonly RunAnswer[];
  chosen: RunAnswer | undefined;
  asking: boolean;
}

/** The panel of the open probe. */
export function createDetail(close: () => void): Detail {
  const panel = part('detail');
  let opened: Opened | undefined;

  return {
    open(name) {
      if (opened?.name === name) return;
      panel.hidden = name === '';
      panel.replaceChildren();
      opened = name === '' ? undefined : frame(panel, name, close, (one) => one === opened);
      opened?.head.title.focus({ preventScroll: true });
      panel.scrollTop = 0;
    },
    update(summary, revision) {
      if (opened === undefined) return;
      if (summary === undefined) {
        setText(opened.note, `There is no probe with the name «${opened.name}» any more.`);
        return;
      }
      opened.head.update(summary);
      opened.runNow.hidden = summary.state === 'disabled';
      opened.latest = { summary, revision };
      ask(opened);
    },
  };
}

function frame(panel: HTMLElement, name: string, close: () => void, current: (one: Opened) => boolean): Opened {
  const note = el('p', { class: 'soft', role: 'status' }, 'Loading …');
  const runNow = createRunNow(name, (run) => {
    one.runs = mergeRuns(one.runs, [run]);
    one.chosen = run;
    show(one);
  });
  const leave = el('button', { type: 'button', class: 'close', onclick: close, title: 'Close (Esc)' }, 'Close');
  const head = createDetailHead(name, [runNow.button, leave], (tickMs) => {
    const run = one.runs.find((known) => known.tickMs === tickMs);
    if (run !== undefined) choose(run);
  });
  const choose = (run: RunAnswer | undefined) => {
    one.chosen = run;
    show(one);
    if (one.current()) panel.scrollTo({ top: 0 });
  };
  const sections = createDetailSections(choose);
  panel.append(...head.elements, runNow.result, note, ...sections.elements);
  const one: Opened = {
    ...{ name, head, sections, note, runNow: runNow.button, current: () => current(one) },
    ...{ latest: undefined, known: undefined, answer: undefined, runs: [], chosen: undefined, asking: false },
  };
  return one;
}

/** Asks for the details when a run or a definition is known that they do not have yet; one question at a time. */
function ask(one: Opened): void {
  const { latest } = one;
  if (one.asking || latest === undefined || !isNews(one, latest)) return;
  one.asking = true;
  const { revision } = latest;
  const fromMs = (one.runs.at(-1)?.tickMs ?? nowMs() - MOST_ROWS * latest.summary.intervalMs - 1) + 1;
  void Promise.all([fetchProbe(one.name), fetchRuns(one.name, fromMs)])
    .then(
      ([answer, { runs }]) => {
        one.known = { tickMs: Math.max(answer.summary.lastTickMs ?? 0, latest.summary.lastTickMs ?? 0), revision };
        one.answer = answer;
        one.runs = mergeRuns(one.runs, answer.last === undefined ? runs : [...runs, answer.last]);
        setText(one.note, '');
        show(one);
        return true;
      },
      (error: unknown) => {
        setText(
          one.note,
          `The details could not be fetched: ${error instanceof Error ? error.message : String(error)}`,
        );
        return false;
      },
    )
    .then((answered) => {
      one.asking = false;
      // What came meanwhile; after a failure the next event asks again.
      if (answered && one.current()) ask(one);
    });
}

function isNews({ known }: Opened, { summary, revision }: Latest): boolean {
  return known === undefined || (summary.lastTickMs ?? 0) > known.tickMs || revision !== known.revision;
}

function show(one: Opened): void {
  if (one.answer !== undefined) one.sections.update({ answer: one.answer, runs: one.runs, chosen: one.chosen });
}

function mergeRuns(known: readonly RunAnswer[], news: readonly RunAnswer[]): readonly RunAnswer[] {
  const byRun = new Map([...known, ...news].map((run) => [run.result.run, run]));
  return [...byRun.values()].sort((a, b) => a.tickMs - b.tickMs).slice(-MOST_ROWS);
}
