import { describedMetric } from '../../lib/model/pipeline-metrics.ts';
import type { Sample, SampleName } from '../../lib/model/sample.ts';

export interface ExpositionOptions {
  /** Whether the tick stands behind each value. A page that is scraped does without, so that series that end go stale. @default false */
  readonly timestamps?: boolean;
}

/**
 * The samples in Prometheus's text format (version 0.0.4): families by name, each with HELP and TYPE, series sorted.
 * Different series never become the same line. Throws a RangeError for a label name that the format cannot carry.
 */
export function exposition(samples: Iterable<Sample>, { timestamps = false }: ExpositionOptions = {}): string {
  const families = new Map<SampleName, string[]>();
  for (const sample of samples) {
    const lines = families.get(sample.name) ?? [];
    lines.push(`${seriesText(sample)} ${numberText(sample.value)}${timestamps ? ` ${sample.timestampMs}` : ''}\n`);
    families.set(sample.name, lines);
  }
  const names = [...families.keys()].sort();
  return names.map((name) => headText(name) + (families.get(name) ?? []).sort().join('')).join('');
}

/** None for the series of a histogram, whose family has another name, and for what no catalogue has. */
function headText(name: SampleName): string {
  const { help, type } = describedMetric(name);
  if (type === 'histogram' || type === 'unknown') return '';
  return `# HELP ${name} ${escapeText(help)}\n# TYPE ${name} ${type}\n`;
}

/** A series by its name and sorted labels; the same text means the same series. */
export function seriesText({ name, labels }: Pick<Sample, 'name' | 'labels'>): string {
  const pairs = Object.entries(labels).map(([label, value]) => `${labelName(label)}="${escapeLabel(value)}"`);
  return pairs.length === 0 ? name : `${name}{${pairs.sort().join(',')}}`;
}

function labelName(label: string): string {
  if (/^[a-zA-Z_][a-zA-Z0-9_]*$/.test(label)) return label;
  throw new RangeError(
    `${JSON.stringify(label)} is not a label name: letters, digits and _ are allowed, no digit first`,
  );
}

function escapeText(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n');
}

function escapeLabel(value: string): string {
  if (!/[\\"\n]/.test(value)) return value;
  return escapeText(value).replaceAll('"', '\\"');
}

export function numberText(value: number): string {
  if (Number.isNaN(value)) return 'NaN';
  if (value === Number.POSITIVE_INFINITY) return '+Inf';
  return value === Number.NEGATIVE_INFINITY ? '-Inf' : String(value);
}
