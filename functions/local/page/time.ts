import { setAttribute, setText } from './dom.ts';
import { formatAge, formatFull } from './format.ts';

let skewMs = 0;

/** Tells the page the server's clock: ages are by it, since the wall's own clock may be minutes off. */
export function setServerTime(serverMs: number): void {
  const skew = serverMs - Date.now();
  skewMs = Math.abs(skew) < 2000 ? 0 : skew;
}

/** Unix milliseconds by the server's clock. */
export function nowMs(): number {
  return Date.now() + skewMs;
}

/** Makes an element show the age of a moment (kept fresh by `refreshAges`), with the absolute time as its title. */
export function setAge(time: HTMLTimeElement, ms: number | undefined): void {
  if (ms === undefined) {
    delete time.dataset.ms;
    setText(time, '');
    time.removeAttribute('title');
    time.removeAttribute('datetime');
    return;
  }
  if (time.dataset.ms !== String(ms)) {
    time.dataset.ms = String(ms);
    setAttribute(time, 'datetime', new Date(ms).toISOString());
    setAttribute(time, 'title', formatFull(ms));
  }
  setText(time, formatAge(nowMs() - ms));
}

/** Writes all ages anew; most stay as they are. */
export function refreshAges(): void {
  for (const time of document.querySelectorAll<HTMLTimeElement>('time.age[data-ms]')) {
    setText(time, formatAge(nowMs() - Number(time.dataset.ms)));
  }
}
