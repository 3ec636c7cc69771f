import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { type Examples, openExamples } from '../../support/examples.ts';
import { resourcesOf } from '../../support/synthesised.ts';

let examples: Examples;
beforeAll(async () => {
  process.env.PROBEWRIGHT_SECRET_PROMETHEUS_PASSWORD = VALUE;
  examples = await openExamples();
});

/** As it may stand in the environment of whoever deploys. */
const VALUE = 'the-value-of-a-secret';

describe('functions', () => {
  test('run on Graviton under Node 24, with a log group of their own that holds no line a run', () => {
    expect(
      examples.without('AWS::Lambda::Function', (one, { stack }) => {
        const { LogGroup, ...logging } = one.LoggingConfig as Record<string, unknown>;
        expect(logging, stack).toEqual({ LogFormat: 'JSON', ApplicationLogLevel: 'WARN', SystemLogLevel: 'WARN' });
        return (
          LogGroup !== undefined && one.Runtime === 'nodejs24.x' && JSON.stringify(one.Architectures) === '["arm64"]'
        );
      }),
    ).toEqual([]);
  });

  test('have memory and timeout as the deployment says', () => {
    for (const one of examples.each) {
      const expected = one.deployment.locations.flatMap(({ location, functions }) =>
        functions.map(({ name, memoryMb, timeoutSeconds }) => [
          `${one.deployment.installation.id}-${location.name}-${name}`,
          memoryMb,
          timeoutSeconds,
        ]),
      );
      const made = resourcesOf(one, 'AWS::Lambda::Function')
        .map(({ Properties }) => [Properties.FunctionName, Properties.MemorySize, Properties.Timeout])
        .filter(([name]) => !/-(?:sweeper|shipper)$/.test(String(name)));
      expect(made.map(String).sort()).toEqual(expected.map(String).sort());
    }
  });

  test('are never tried again, and never begin a tick that is too old', () => {
    expect(
      examples.without('AWS::Lambda::EventInvokeConfig', (one) => {
        const age = Number(one.MaximumEventAgeInSeconds);
        return one.MaximumRetryAttempts === 0 && age >= 60 && age <= 21_600;
      }),
    ).toEqual([]);
    expect(examples.all('AWS::Lambda::EventInvokeConfig')).toHaveLength(examples.all('AWS::Lambda::Function').length);
  });

  test('have reserved concurrency and the memory of the configuration only where it asks for them', () => {
    const reserved = examples
      .all('AWS::Lambda::Function')
      .filter(({ Properties }) => Properties.ReservedConcurrentExecutions !== undefined);
    expect(
      reserved.map(({ Properties }) => [
        Properties.FunctionName,
        Properties.ReservedConcurrentExecutions,
        Properties.MemorySize,
      ]),
    ).toEqual([['monitoring-warehouse-probes', 4, 512]]);
  });

  test('hold names of secrets, and their values nowhere in the assembly', () => {
    const shop = examples.named('shop-probes');
    const files = readdirSync(shop.folder, { recursive: true, withFileTypes: true }).filter((one) => one.isFile());
    const texts = files.map(({ parentPath, name }) => readFileSync(join(parentPath, name), 'utf8'));
    expect(texts.some((text) => text.includes('prometheus/password'))).toBe(true);
    expect(texts.filter((text) => text.includes(VALUE))).toEqual([]);
  });

  test('get from their stack what only the deploy knows, and nothing else', () => {
    const variables = examples
      .all('AWS::Lambda::Function')
      .flatMap(({ Properties }) => Object.keys((Properties.Environment as { Variables: object }).Variables));
    expect([...new Set(variables)].sort()).toEqual([
      'PROBEWRIGHT_JOURNAL_BUCKET',
      'PROBEWRIGHT_JOURNAL_REGION',
      'PROBEWRIGHT_LOCATION',
      'PROBEWRIGHT_MAX_AGE',
      'PROBEWRIGHT_PLACE',
      'PROBEWRIGHT_SECRET_PATH',
      'PROBEWRIGHT_SPILL_BUCKET',
      'PROBEWRIGHT_TICK_QUEUE_URL',
    ]);
  });
});

describe('schedules', () => {
  test('are cron in UTC, once, at once, and are dropped when a minute old', () => {
    expect(
      examples.without('AWS::Scheduler::Schedule', (one) => {
        const { RetryPolicy, DeadLetterConfig } = one.Target as Record<string, unknown>;
        expect(RetryPolicy).toEqual({ MaximumRetryAttempts: 0, MaximumEventAgeInSeconds: 60 });
        expect(DeadLetterConfig).toBeDefined();
        return (
          /^cron\(\S+ \S+ \S+ \S+ \S+ \S+\)$/.test(String(one.ScheduleExpression)) &&
          one.ScheduleExpressionTimezone === 'UTC' &&
          JSON.stringify(one.FlexibleTimeWindow) === '{"Mode":"OFF"}'
        );
      }),
    ).toEqual([]);
  });

  test('send each shard with its hash and the scheduled time, as the Scheduler fills it in', () => {
    for (const one of examples.each) {
      const expected = one.deployment.locations.flatMap(({ functions }) =>
        functions.flatMap(({ shards }) =>
          shards.map(({ plan }) => ({
            shard: plan.shard,
            plan: plan.plan.hash,
            tick: '<aws.scheduler.scheduled-time>',
          })),
        ),
      );
      const sent = resourcesOf(one, 'AWS::Scheduler::Schedule')
        .map(({ Properties }) => JSON.parse(String((Properties.Target as { Input: string }).Input)) as object)
        .filter((input) => 'shard' in input);
      const text = (input: object) => JSON.stringify(input);
      expect(sent.map(text).sort()).toEqual(expected.map(text).sort());
    }
  });

  test('of an interval under a minute have a queue, whose messages Lambda does not take twice', () => {
    const queues = examples
      .all('AWS::SQS::Queue')
      .filter(({ Properties }) => String(Properties.QueueName).endsWith('-ticks'));
    expect(queues.map(({ Properties }) => Properties.QueueName).sort()).toEqual([
      'checkout-dev-eu-west-1-probes-ticks',
      'checkout-prod-ap-northeast-1-probes-ticks',
      'checkout-prod-eu-west-1-probes-ticks',
      'checkout-prod-us-east-1-probes-ticks',
      'monitoring-warehouse-probes-ticks',
    ]);
    for (const { Properties } of queues) {
      expect(Properties.RedrivePolicy).toBeUndefined();
      expect(Number(Properties.VisibilityTimeout)).toBeGreaterThanOrEqual(Number(Properties.MessageRetentionPeriod));
    }
  });
});
