import type { Construct } from 'constructs';
import { makeAlarm } from './alarms.ts';

export interface QueueAlarmProps {
  readonly queueName: string;
  /** What it means that something is there. */
  readonly description: string;
  readonly topics: readonly string[];
}

/** Tells when anything at all is in a queue that ought to be empty. */
export function makeNotEmptyAlarm(scope: Construct, id: string, props: QueueAlarmProps): void {
  makeAlarm(scope, id, {
    name: `${props.queueName}-NotEmpty`,
    description: props.description,
    metric: {
      namespace: 'AWS/SQS',
      name: 'ApproximateNumberOfMessagesVisible',
      dimension: ['QueueName', props.queueName],
    },
    statistic: 'Maximum',
    periodSeconds: 300,
    when: { atLeast: 1 },
    topics: props.topics,
  });
}
