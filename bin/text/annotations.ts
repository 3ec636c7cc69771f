import type { Diagnostic } from '../../lib/model/plan.ts';

/** Workflow commands of GitHub Actions: an annotation at the line of every finding. */
export function formatAnnotations(diagnostics: readonly Diagnostic[]): string {
  return diagnostics.map((finding) => `${annotation(finding)}\n`).join('');
}

function annotation({
  severity,
  code,
  message,
  place,
  probe,
  allowed,
  didYouMean,
  remedy,
  corrected,
}: Diagnostic): string {
  const where = place ? [`file=${property(place.file)}`, `line=${place.line}`, `col=${place.column}`] : [];
  const title = `title=${property(probe === undefined ? code : `${code} ${probe}`)}`;
  const words = [
    message,
    allowed && `Allowed: ${allowed}`,
    didYouMean && `Did you mean '${didYouMean}'?`,
    remedy,
    corrected && `Change the line to: ${corrected.trim()}`,
  ];
  return `::${severity} ${[...where, title].join(',')}::${data(words.filter(Boolean).join('\n'))}`;
}

const data = (text: string): string => text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
const property = (text: string): string => data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
