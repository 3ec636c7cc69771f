import type { Command } from '../command.ts';

interface Entry {
  readonly summary: string;
  readonly load: () => Promise<Command>;
}

/** Every command, in the order of the help text; loaded on demand, so that one does not pay for the others. */
export const COMMANDS: Readonly<Record<string, Entry>> = {
  run: {
    summary: 'every probe on its interval, with a page and metrics',
    load: async () => (await import('./run.ts')).command,
  },
  test: {
    summary: 'run each probe once, now, and show what it saw',
    load: async () => (await import('./test.ts')).command,
  },
  validate: {
    summary: 'every finding in the definitions, with file and line',
    load: async () => (await import('./validate.ts')).command,
  },
  replay: {
    summary: 'send a range of the journal again',
    load: async () => (await import('./replay.ts')).command,
  },
  backend: {
    summary: 'Prometheus, Thanos, Loki and Alertmanager on this machine',
    load: async () => (await import('./backend.ts')).command,
  },
  schema: {
    summary: 'the JSON Schema of definition files',
    load: async () => (await import('./schema.ts')).command,
  },
  new: {
    summary: 'a commented definition to start from',
    load: async () => (await import('./new.ts')).command,
  },
  app: {
    summary: 'what the AWS CDK calls, as cdk.json says',
    load: async () => (await import('./app.ts')).command,
  },
  init: {
    summary: 'a folder of your own that depends on this package',
    load: async () => (await import('./init.ts')).command,
  },
  plan: {
    summary: 'what a deploy would change, and what it would cost',
    load: async () => (await import('./plan.ts')).command,
  },
  rules: {
    summary: 'the rules that the definitions make, and their tests',
    load: async () => (await import('./rules.ts')).command,
  },
  doctor: {
    summary: 'what stands in the way of a deploy',
    load: async () => (await import('./doctor.ts')).command,
  },
  smoke: {
    summary: 'after a deploy: does it run, do results arrive?',
    load: async () => (await import('./smoke.ts')).command,
  },
  destroy: {
    summary: 'removes what runs; says what is kept, and its price',
    load: async () => (await import('./destroy.ts')).command,
  },
};
