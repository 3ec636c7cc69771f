import type { Diagnostic } from '../../lib/model/plan.ts';
import type { FindingsAnswer } from './api.ts';
import type { Log } from './log.ts';

const MOST_LINES = 20;

/** One line a finding, and what it means for the running set. */
export function logFindings(log: Log, { current, diagnostics }: FindingsAnswer, running: number): void {
  for (const diagnostic of diagnostics.slice(0, MOST_LINES)) logFinding(log, diagnostic);
  if (diagnostics.length > MOST_LINES) {
    log('warn', `… and ${diagnostics.length - MOST_LINES} findings more: «probewright validate» shows all.`, {
      event: 'findings',
    });
  }
  if (current) return;
  const stays =
    running === 0
      ? 'Nothing runs until they are mended.'
      : running === 1
        ? 'The one probe of the last good set goes on.'
        : `The ${running} probes of the last good set go on.`;
  log('error', `The definitions have errors. ${stays}`, { event: 'findings', errors: errorsIn(diagnostics) });
}

function logFinding(log: Log, { code, severity, message, place, probe, didYouMean, remedy }: Diagnostic): void {
  const where = place ? `${place.file}:${place.line}:${place.column}: ` : '';
  const more = [
    didYouMean === undefined ? '' : ` Did you mean '${didYouMean}'?`,
    remedy === undefined ? '' : ` ${remedy}`,
  ];
  log(severity === 'error' ? 'error' : 'warn', `${where}${severity} ${code}: ${message}${more.join('')}`, {
    event: 'finding',
    code,
    severity,
    file: place?.file,
    line: place?.line,
    column: place?.column,
    probe,
  });
}

function errorsIn(diagnostics: readonly Diagnostic[]): number {
  return diagnostics.filter(({ severity }) => severity === 'error').length;
}
