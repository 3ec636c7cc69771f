import { CfnAlarm } from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';

export interface AlarmProps {
  readonly name: string;
  readonly description: string;
  readonly metric: { readonly namespace: string; readonly name: string; readonly dimension: readonly [string, string] };
  readonly statistic: 'Sum' | 'Maximum';
  readonly periodSeconds: number;
  /** Periods in a row. @default 1 */
  readonly periods?: number;
  /** At least `1`: one or more; below `5`: fewer than five, and none at all. */
  readonly when: { readonly atLeast: number } | { readonly below: number };
  /** ARNs of topics that are told when it begins, and when it is over. */
  readonly topics: readonly string[];
}

export function makeAlarm(scope: Construct, id: string, props: AlarmProps): void {
  const { name, description, metric, statistic, periodSeconds, periods = 1, when, topics } = props;
  const below = 'below' in when;
  new CfnAlarm(scope, id, {
    alarmName: name,
    alarmDescription: description,
    namespace: metric.namespace,
    metricName: metric.name,
    dimensions: [{ name: metric.dimension[0], value: metric.dimension[1] }],
    statistic,
    period: periodSeconds,
    evaluationPeriods: periods,
    comparisonOperator: below ? 'LessThanThreshold' : 'GreaterThanOrEqualToThreshold',
    threshold: below ? when.below : when.atLeast,
    treatMissingData: below ? 'breaching' : 'notBreaching',
    alarmActions: [...topics],
    okActions: [...topics],
  });
}
