import type { Io } from '../../bin/command.ts';

/** What a command may touch, in a folder of its own, with what it printed. */
export function capturedIo(cwd: string, more: Partial<Io> = {}) {
  const printed = { out: '', err: '' };
  const io: Io = {
    out: (text) => {
      printed.out += text;
    },
    err: (text) => {
      printed.err += text;
    },
    colour: false,
    cwd,
    env: {},
    ...more,
  };
  return { io, printed };
}
