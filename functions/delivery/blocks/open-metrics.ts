import type { Sample } from '../../../lib/model/sample.ts';
import { numberText, seriesText } from '../../signals/exposition.ts';

/**
 * A sample as a line of OpenMetrics 1.0 with its timestamp in seconds, for `promtool tsdb create-blocks-from openmetrics`. Undefined for the mark of
 * a series' end, for which the format has no word: its NaN is an ordinary value.
 *
 * @param series its seriesText, where it is known
 */
export function openMetricsLine(sample: Sample, series = seriesText(sample)): string | undefined {
  if (sample.stale) return undefined;
  return `${series} ${numberText(sample.value)} ${secondsText(sample.timestampMs)}\n`;
}

/** Ends every OpenMetrics text. */
export const OPEN_METRICS_END = '# EOF\n';

/**
 * Milliseconds as seconds that come back as the same milliseconds: Prometheus multiplies the number by a thousand and cuts off what is behind the
 * point, so that 1.001 written plainly may be read as 1000 ms.
 */
export function secondsText(ms: number): string {
  const whole = Math.floor(ms / 1000);
  const rest = ms - whole * 1000;
  if (rest === 0) return String(whole);
  const plain = `${whole}.${String(rest).padStart(3, '0')}`;
  return Math.trunc(Number(plain) * 1000) === ms ? plain : `${plain}5`;
}
