import type { Construct } from 'constructs';
import { makeAlarm } from './alarms.ts';
import type { Expected } from './expected-invocations.ts';

export interface FunctionAlarmsProps {
  readonly functionName: string;
  /** Fewer invocations than these are a schedule that does not run. */
  readonly expected: Expected;
  readonly topics: readonly string[];
}

const EVENTS = {
  Errors: 'failed: it crashed, ran out of time or memory, or found its shard or secrets missing. Its log says which.',
  Throttles: 'was refused a start by Lambda: the account has reached its limit of concurrent runs.',
  AsyncEventsDropped: 'did not begin some ticks at all, because they waited for too long.',
} as const;

/** What of a function's fate CloudWatch alone can tell: our own signals stop when the function does. */
export function makeFunctionAlarms(scope: Construct, id: string, props: FunctionAlarmsProps): void {
  const { functionName, expected, topics } = props;
  const metric = (name: string) => ({
    namespace: 'AWS/Lambda',
    name,
    dimension: ['FunctionName', functionName] as const,
  });
  for (const [name, words] of Object.entries(EVENTS)) {
    makeAlarm(scope, `${id}${name}`, {
      name: `${functionName}-${name}`,
      description: `${functionName} ${words}`,
      metric: metric(name),
      statistic: 'Sum',
      periodSeconds: 300,
      when: { atLeast: 1 },
      topics,
    });
  }
  makeAlarm(scope, `${id}Missing`, {
    name: `${functionName}-Missing`,
    description: `${functionName} began fewer than ${expected.below} times in ${expected.periodSeconds / 60} minutes: schedules do not run.`,
    metric: metric('Invocations'),
    statistic: 'Sum',
    periodSeconds: expected.periodSeconds,
    periods: expected.periods,
    when: { below: expected.below },
    topics,
  });
}
