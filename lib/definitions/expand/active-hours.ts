import type { ActiveHoursOptions } from '../../authoring/options.ts';
import { type ActiveHours, DAYS, type Day } from '../../model/active-hours.ts';

/** What a person wrote, complete; the shape is checked, and what is wrong in its meaning is left for the checks to find. */
export function expandActiveHours(written: ActiveHoursOptions | readonly ActiveHoursOptions[]): ActiveHours[] {
  const all = Array.isArray(written) ? written : [written];
  return all.map(({ days = 'mon-sun', from = '00:00', to = '24:00', timezone }: ActiveHoursOptions) => ({
    days: daysOf(days),
    fromMinute: minuteOf(from),
    toMinute: minuteOf(to),
    timezone,
  }));
}

/** In the order of the week, each once. */
function daysOf(written: string | readonly string[]): Day[] {
  const named = new Set((typeof written === 'string' ? [written] : written).flatMap(span));
  return DAYS.filter((day) => named.has(day));
}

/** `fri-mon` goes over the end of the week. */
function span(text: string): Day[] {
  const [first = '', last = first] = text.split('-');
  const names: readonly string[] = DAYS;
  const [from, to] = [names.indexOf(first), names.indexOf(last)];
  const length = ((to - from + DAYS.length) % DAYS.length) + 1;
  return Array.from({ length }, (_, at) => DAYS[(from + at) % DAYS.length] as Day);
}

function minuteOf(time: string): number {
  const [hours = '0', minutes = '0'] = time.split(':');
  return Number(hours) * 60 + Number(minutes);
}
