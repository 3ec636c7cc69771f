import type { CheckedShape } from '../../lib/rules/check.ts';
import { plural } from './findings.ts';
import { printable } from './printable.ts';

/** What promtool made of the tests of a shape. */
export interface ShapeVerdict {
  readonly shape: Pick<CheckedShape, 'probe' | 'probes' | 'tests'>;
  /** What it said; empty when all tests hold. */
  readonly failure: string;
}

/** A line for each shape, and what promtool said where tests do not hold. */
export function formatVerdicts(verdicts: readonly ShapeVerdict[]): string {
  const lines = verdicts.map(({ shape, failure }) => {
    const tests = shape.tests.reduce((sum, one) => sum + one.tests.length, 0);
    const others = shape.probes > 1 ? ` and ${plural(shape.probes - 1, 'probe')} like it` : '';
    const line = `${failure === '' ? 'holds ' : 'BROKEN'}  ${printable(shape.probe)}${others}: ${plural(tests, 'test')}`;
    return failure === '' ? line : `${line}\n${failure.trimEnd()}`;
  });
  const broken = verdicts.filter(({ failure }) => failure !== '').length;
  const summary = broken === 0 ? 'All rules decide as they must.' : `${broken} of ${verdicts.length} do not hold.`;
  return `${[...lines, summary].join('\n')}\n`;
}
