import type { RunAnswer } from '../api.ts';
import { el, setText } from './dom.ts';
import { formatDuration } from './format.ts';
import { postRun } from './requests.ts';
import { continued, STATE_WORDS } from './sentences.ts';

export interface RunNow {
  readonly button: HTMLButtonElement;
  readonly result: HTMLElement;
}

/** A button that runs a probe at once and says what came of it. */
export function createRunNow(name: string, done: (run: RunAnswer) => void): RunNow {
  const button = el('button', { type: 'button', class: 'run-now' }, 'Run now');
  const result = el('p', { class: 'run-result', role: 'status' });
  button.addEventListener('click', () => {
    // aria-disabled, not disabled: a disabled button would lose the focus.
    if (button.getAttribute('aria-disabled') === 'true') return;
    button.setAttribute('aria-disabled', 'true');
    const startedAt = performance.now();
    const progress = () => setText(button, `Running … ${((performance.now() - startedAt) / 1000).toFixed(1)} s`);
    const timer = window.setInterval(progress, 100);
    progress();
    setText(result, '');
    postRun(name)
      .then(
        (run) => {
          showOutcome(result, run);
          done(run);
        },
        (error: unknown) => {
          delete result.dataset.bucket;
          setText(result, `It could not be run: ${error instanceof Error ? error.message : String(error)}`);
        },
      )
      .finally(() => {
        window.clearInterval(timer);
        button.removeAttribute('aria-disabled');
        setText(button, 'Run now');
      });
  });
  return { button, result };
}

function showOutcome(result: HTMLElement, run: RunAnswer): void {
  const { outcome, durationMs, failure, degraded, fault } = run.result;
  const why = (failure ?? degraded ?? fault)?.message;
  result.dataset.bucket = outcome;
  setText(
    result,
    `Just now: ${STATE_WORDS[outcome]} in ${formatDuration(durationMs)}${why === undefined ? '.' : `: ${continued(why)}`}`,
  );
}
