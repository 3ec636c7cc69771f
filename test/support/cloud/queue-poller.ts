import { InvokeCommand, LambdaClient, ListEventSourceMappingsCommand } from '@aws-sdk/client-lambda';
import type { Emulator } from '../emulator.ts';
import { type CloudCalls, cloudCalls } from './cloud-calls.ts';

interface Message {
  readonly MessageId: string;
  readonly ReceiptHandle: string;
  readonly Body: string;
  readonly Attributes?: Readonly<Record<string, string>>;
}

interface Mapping {
  readonly functionArn: string;
  readonly queueArn: string;
  readonly batchSize: number;
  readonly partial: boolean;
}

/** How long the poller waits for a first message before it looks at the clock again. */
const WAIT_SECONDS = 1;

/**
 * Lambda's poller of a region: reads every queue that feeds a function, invokes the function with what it read, and deletes
 * what was done. What failed comes again when its visibility has run out.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html
 */
export async function startQueuePoller(emulator: Emulator, region: string): Promise<{ stop(): Promise<void> }> {
  const { url: endpoint, credentials } = emulator;
  const lambda = new LambdaClient({
    endpoint,
    credentials,
    region,
    maxAttempts: 1,
    requestHandler: { requestTimeout: 0 },
  });
  const calls = cloudCalls(emulator, region);
  const { EventSourceMappings = [] } = await lambda.send(new ListEventSourceMappingsCommand({}));
  const mappings = EventSourceMappings.map(
    ({ FunctionArn = '', EventSourceArn = '', BatchSize, FunctionResponseTypes }) => ({
      functionArn: FunctionArn,
      queueArn: EventSourceArn,
      batchSize: BatchSize ?? 10,
      partial: FunctionResponseTypes?.includes('ReportBatchItemFailures') ?? false,
    }),
  );
  let stopped = false;
  const polling = mappings.map(async (mapping) => {
    while (!stopped) await pollOnce(lambda, calls, emulator, mapping);
  });
  return {
    async stop() {
      stopped = true;
      await Promise.all(polling);
      lambda.destroy();
    },
  };
}

async function pollOnce(lambda: LambdaClient, calls: CloudCalls, emulator: Emulator, mapping: Mapping): Promise<void> {
  const queueName = mapping.queueArn.split(':').at(-1) ?? '';
  const QueueUrl = `${emulator.url}/${emulator.account}/${queueName}`;
  const received = await calls.sqs('ReceiveMessage', {
    QueueUrl,
    MaxNumberOfMessages: Math.min(10, mapping.batchSize),
    WaitTimeSeconds: WAIT_SECONDS,
    AttributeNames: ['All'],
  });
  const messages = (received.Messages ?? []) as readonly Message[];
  if (messages.length === 0) return;
  const event = { Records: messages.map((message) => recordOf(message, mapping)) };
  const { Payload, FunctionError } = await lambda.send(
    new InvokeCommand({ FunctionName: mapping.functionArn, Payload: JSON.stringify(event) }),
  );
  if (FunctionError !== undefined) return;
  const failed = mapping.partial ? failuresIn(Buffer.from(Payload ?? []).toString('utf8')) : new Set<string>();
  for (const { MessageId, ReceiptHandle } of messages) {
    if (!failed.has(MessageId)) await calls.sqs('DeleteMessage', { QueueUrl, ReceiptHandle });
  }
}

function recordOf(message: Message, { queueArn }: Mapping) {
  return {
    messageId: message.MessageId,
    receiptHandle: message.ReceiptHandle,
    body: message.Body,
    attributes: message.Attributes ?? {},
    messageAttributes: {},
    eventSource: 'aws:sqs',
    eventSourceARN: queueArn,
    awsRegion: queueArn.split(':')[3],
  };
}

function failuresIn(payload: string): Set<string> {
  const answer: unknown = payload === '' ? null : JSON.parse(payload);
  const failures = (answer as { batchItemFailures?: { itemIdentifier: string }[] } | null)?.batchItemFailures ?? [];
  return new Set(failures.map(({ itemIdentifier }) => itemIdentifier));
}
