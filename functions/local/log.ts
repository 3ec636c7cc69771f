import { styleText } from 'node:util';

export type LogLevel = 'info' | 'warn' | 'error';
type LogFields = Readonly<Record<string, string | number | boolean | undefined>>;

/** One line an event. */
export type Log = (level: LogLevel, message: string, fields?: LogFields) => void;

export interface LogOptions {
  /** `pretty` for a terminal: local time and the message. `json`: one object a line, with `time`, `level`, `message` and the fields. */
  readonly format: 'pretty' | 'json';
  readonly colour: boolean;
  readonly write: (text: string) => void;
  readonly now: () => number;
}

const STYLE = { info: 'reset', warn: 'yellow', error: 'red' } as const;

export function createLog({ format, colour, write, now }: LogOptions): Log {
  return (level, message, fields = {}) => {
    const time = new Date(now());
    if (format === 'json') return write(`${JSON.stringify({ time: time.toISOString(), level, message, ...fields })}\n`);
    const clock = [time.getHours(), time.getMinutes(), time.getSeconds()]
      .map((part) => String(part).padStart(2, '0'))
      .join(':');
    const paint = (style: Parameters<typeof styleText>[0], text: string) =>
      colour ? styleText(style, text, { validateStream: false }) : text;
    write(`${paint('dim', clock)} ${paint(STYLE[level], printable(message))}\n`);
  };
}

/** What targets say ends in messages: no control character of theirs reaches the terminal. */
function printable(message: string): string {
  return message.replaceAll(/\p{Cc}/gu, (character) => `\\x${character.charCodeAt(0).toString(16).padStart(2, '0')}`);
}
