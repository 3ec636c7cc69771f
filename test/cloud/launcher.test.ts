import {
  CloudFormationClient,
  CreateStackCommand,
  DescribeStackResourcesCommand,
  DescribeStacksCommand,
  UpdateStackCommand,
} from '@aws-sdk/client-cloudformation';
import {
  GetFunctionConfigurationCommand,
  GetFunctionEventInvokeConfigCommand,
  LambdaClient,
  ListEventSourceMappingsCommand,
} from '@aws-sdk/client-lambda';
import {
  GetBucketLifecycleConfigurationCommand,
  GetBucketNotificationConfigurationCommand,
  GetBucketPolicyCommand,
  GetPublicAccessBlockCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type CloudCalls, cloudCalls } from '../support/cloud/cloud-calls.ts';
import { LAUNCHER } from '../support/cloud/launcher-path.ts';
import { type Emulator, startEmulator } from '../support/emulator.ts';

type Properties = Readonly<Record<string, unknown>>;
type Resources = Readonly<Record<string, { readonly Type: string; readonly Properties?: Properties }>>;

let emulator: Emulator;
let calls: CloudCalls;
let stacks: CloudFormationClient;
let buckets: S3Client;
let functions: LambdaClient;

beforeAll(async () => {
  emulator = await startEmulator({ launcher: LAUNCHER });
  const settings = {
    endpoint: emulator.url,
    region: emulator.region,
    credentials: emulator.credentials,
    maxAttempts: 1,
  };
  calls = cloudCalls(emulator, emulator.region);
  stacks = new CloudFormationClient(settings);
  buckets = new S3Client({ ...settings, forcePathStyle: true });
  functions = new LambdaClient(settings);
});
afterAll(() => emulator?.stop());
beforeEach(() => emulator.reset());

async function create(Resources: Resources, outputs: Readonly<Record<string, unknown>> = {}): Promise<string[]> {
  await stacks.send(new CreateStackCommand({ StackName: 'test', TemplateBody: body(Resources, outputs) }));
  const { Stacks } = await stacks.send(new DescribeStacksCommand({ StackName: 'test' }));
  expect(Stacks?.[0]?.StackStatus).toBe('CREATE_COMPLETE');
  const { StackResources } = await stacks.send(new DescribeStackResourcesCommand({ StackName: 'test' }));
  expect(StackResources?.map(({ LogicalResourceId }) => LogicalResourceId).sort()).toEqual(
    Object.keys(Resources).sort(),
  );
  return (Stacks?.[0]?.Outputs ?? []).map(({ OutputValue }) => OutputValue ?? '');
}

async function update(Resources: Resources): Promise<void> {
  await stacks.send(new UpdateStackCommand({ StackName: 'test', TemplateBody: body(Resources, {}) }));
}

function body(Resources: Resources, outputs: Readonly<Record<string, unknown>>): string {
  const Outputs = Object.fromEntries(Object.entries(outputs).map(([name, Value]) => [name, { Value }]));
  return JSON.stringify({ AWSTemplateFormatVersion: '2010-09-09', Resources, Outputs });
}

const QUEUE = { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'jobs', VisibilityTimeout: 30 } };
const QUEUE_ARN = { 'Fn::GetAtt': ['Queue', 'Arn'] };
const ROLE = {
  Type: 'AWS::IAM::Role',
  Properties: { AssumeRolePolicyDocument: { Version: '2012-10-17', Statement: [] } },
};

function lambda(more: Properties = {}): Resources[string] {
  return {
    Type: 'AWS::Lambda::Function',
    Properties: {
      FunctionName: 'runner',
      Runtime: 'nodejs24.x',
      Handler: 'index.handler',
      Role: { 'Fn::GetAtt': ['Role', 'Arn'] },
      Code: { ZipFile: 'x' },
      ...more,
    },
  };
}

function schedule(more: Properties = {}): Resources[string] {
  return {
    Type: 'AWS::Scheduler::Schedule',
    Properties: {
      Name: 'each-minute',
      GroupName: { Ref: 'Group' },
      ScheduleExpression: 'cron(* * * * ? *)',
      FlexibleTimeWindow: { Mode: 'OFF' },
      Target: {
        Arn: 'arn:aws:lambda:us-east-1:123456789012:function:runner',
        RoleArn: 'arn:aws:iam::123456789012:role/scheduler',
        Input: '{"tick":"<aws.scheduler.scheduled-time>"}',
        RetryPolicy: { MaximumEventAgeInSeconds: 60, MaximumRetryAttempts: 0 },
      },
      ...more,
    },
  };
}
const GROUP = { Type: 'AWS::Scheduler::ScheduleGroup', Properties: { Name: 'probes' } };

describe('the emulator that tests deploy to', () => {
  test('refuses a type that it does not know, by its name', async () => {
    const attempt = create({ Table: { Type: 'AWS::QLDB::Ledger' } });
    await expect(attempt).rejects.toThrow('the emulator does not support the type AWS::QLDB::Ledger');
  });

  test('refuses a change that it could not make, by the resource', async () => {
    const flow = (size: number) => ({
      Volume: { Type: 'AWS::EC2::Volume', Properties: { Size: size, AvailabilityZone: 'us-east-1a' } },
    });
    await create(flow(1));
    await expect(update(flow(2))).rejects.toThrow('the emulator cannot update Volume (AWS::EC2::Volume)');
  });

  test('says what was wrong in a template instead of an answer 500', async () => {
    const broken = { Alarm: { Type: 'AWS::CloudWatch::Alarm', Properties: { MetricName: 'Errors' } } };
    await expect(create(broken)).rejects.toThrow("KeyError: 'ComparisonOperator'");
    expect(emulator.log()).toContain('Traceback');
  });

  test('keeps schedules in their group, with input and retries, and changes them in place', async () => {
    await create({ Group: GROUP, Schedule: schedule() });
    const found = await calls.scheduler('/schedules/each-minute?groupName=probes');
    expect(found).toMatchObject({
      ScheduleExpression: 'cron(* * * * ? *)',
      State: 'ENABLED',
      Target: {
        Input: '{"tick":"<aws.scheduler.scheduled-time>"}',
        RetryPolicy: { MaximumEventAgeInSeconds: 60, MaximumRetryAttempts: 0 },
      },
    });
    await update({ Group: GROUP, Schedule: schedule({ ScheduleExpression: 'cron(0 * * * ? *)' }) });
    const changed = await calls.scheduler('/schedules/each-minute?groupName=probes');
    expect(changed.ScheduleExpression).toBe('cron(0 * * * ? *)');
    await update({ Group: GROUP });
    expect((await calls.scheduler('/schedules')).Schedules).toEqual([]);
  });

  test('refuses a schedule in a group that is not there', async () => {
    await expect(create({ Schedule: schedule({ GroupName: 'nowhere' }) })).rejects.toThrow('nowhere');
  });

  test('tells the queue of an object under the prefix, and of no other', async () => {
    const rules = [{ Name: 'prefix', Value: 'journal/' }];
    await create({
      Queue: QUEUE,
      Bucket: {
        Type: 'AWS::S3::Bucket',
        Properties: {
          BucketName: 'results',
          PublicAccessBlockConfiguration: {
            BlockPublicAcls: true,
            BlockPublicPolicy: true,
            IgnorePublicAcls: true,
            RestrictPublicBuckets: true,
          },
          LifecycleConfiguration: {
            Rules: [{ Id: 'old', Prefix: 'journal/', Status: 'Enabled', ExpirationInDays: 90 }],
          },
          NotificationConfiguration: {
            QueueConfigurations: [
              { Event: 's3:ObjectCreated:*', Queue: QUEUE_ARN, Filter: { S3Key: { Rules: rules } } },
            ],
          },
        },
      },
    });
    const { QueueConfigurations } = await buckets.send(
      new GetBucketNotificationConfigurationCommand({ Bucket: 'results' }),
    );
    expect(QueueConfigurations).toHaveLength(1);
    const { Rules } = await buckets.send(new GetBucketLifecycleConfigurationCommand({ Bucket: 'results' }));
    expect(Rules?.[0]).toMatchObject({ Filter: { Prefix: 'journal/' }, Expiration: { Days: 90 } });
    const { PublicAccessBlockConfiguration } = await buckets.send(
      new GetPublicAccessBlockCommand({ Bucket: 'results' }),
    );
    expect(PublicAccessBlockConfiguration?.BlockPublicPolicy).toBe(true);
    for (const Key of ['journal/a b', 'plans/c'])
      await buckets.send(new PutObjectCommand({ Bucket: 'results', Key, Body: 'x' }));
    const QueueUrl = `${emulator.url}/123456789012/jobs`;
    const { Messages } = (await calls.sqs('ReceiveMessage', { QueueUrl, MaxNumberOfMessages: 10 })) as {
      Messages: { Body: string }[];
    };
    // S3 says once that it can reach the queue.
    expect(Messages.map(({ Body }) => JSON.parse(Body).Records?.[0]?.s3.object.key)).toEqual([
      undefined,
      // S3 itself leaves the slash as it is; readers decode both.
      'journal%2Fa+b',
    ]);
  });

  test('holds a bucket to its policy: a put without If-None-Match is refused where the policy denies it', async () => {
    const deny = (Condition: Properties, Resource: string) => ({
      Effect: 'Deny',
      Principal: '*',
      Action: 's3:PutObject',
      Resource,
      Condition,
    });
    const policy = {
      Version: '2012-10-17',
      Statement: [
        deny({ Bool: { 'aws:SecureTransport': 'false' } }, 'arn:aws:s3:::results/*'),
        deny({ Null: { 's3:if-none-match': 'true' } }, 'arn:aws:s3:::results/journal/*'),
      ],
    };
    await create({
      Bucket: { Type: 'AWS::S3::Bucket', Properties: { BucketName: 'results' } },
      Policy: { Type: 'AWS::S3::BucketPolicy', Properties: { Bucket: { Ref: 'Bucket' }, PolicyDocument: policy } },
    });
    const { Policy } = await buckets.send(new GetBucketPolicyCommand({ Bucket: 'results' }));
    expect(JSON.parse(Policy ?? '')).toEqual(policy);
    const put = (Key: string, more = {}) =>
      buckets.send(new PutObjectCommand({ Bucket: 'results', Key, Body: 'x', ...more }));
    await put('plans/a');
    await put('journal/a', { IfNoneMatch: '*' });
    await expect(put('journal/b')).rejects.toMatchObject({ $metadata: { httpStatusCode: 403 } });
    await expect(put('journal/a', { IfNoneMatch: '*' })).rejects.toMatchObject({ $metadata: { httpStatusCode: 412 } });
  });

  test("keeps the policies of queues and topics, and a queue's policy through a change of its settings", async () => {
    const PolicyDocument = {
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Principal: '*', Action: 'sqs:SendMessage', Resource: '*' }],
    };
    const made = (queue: Resources[string]): Resources => ({
      Queue: queue,
      QueuePolicy: { Type: 'AWS::SQS::QueuePolicy', Properties: { Queues: [{ Ref: 'Queue' }], PolicyDocument } },
      Topic: { Type: 'AWS::SNS::Topic', Properties: { TopicName: 'alarms' } },
      TopicPolicy: { Type: 'AWS::SNS::TopicPolicy', Properties: { Topics: [{ Ref: 'Topic' }], PolicyDocument } },
      Mail: {
        Type: 'AWS::SNS::Subscription',
        Properties: { TopicArn: { Ref: 'Topic' }, Protocol: 'email', Endpoint: 'ops@example.com' },
      },
    });
    await create(made(QUEUE));
    await update(made({ ...QUEUE, Properties: { ...QUEUE.Properties, VisibilityTimeout: 90 } }));
    const QueueUrl = `${emulator.url}/123456789012/jobs`;
    const { Attributes } = await calls.sqs('GetQueueAttributes', { QueueUrl, AttributeNames: ['All'] });
    const { Policy, VisibilityTimeout } = Attributes as { Policy: string; VisibilityTimeout: string };
    expect(VisibilityTimeout).toBe('90');
    expect(JSON.parse(Policy)).toEqual(PolicyDocument);
    const TopicArn = 'arn:aws:sns:us-east-1:123456789012:alarms';
    expect(await calls.query('sns', 'GetTopicAttributes', { TopicArn })).toContain('sqs:SendMessage');
    expect(await calls.query('sns', 'ListSubscriptionsByTopic', { TopicArn })).toContain('ops@example.com');
  });

  test('keeps what a function is set to, its asynchronous retries, and the queue that feeds it', async () => {
    const resources = (memory: number): Resources => ({
      Queue: QUEUE,
      Role: ROLE,
      Group: {
        Type: 'AWS::Logs::LogGroup',
        Properties: { LogGroupName: '/probes', RetentionInDays: memory === 256 ? 7 : 14 },
      },
      Function: lambda({
        MemorySize: memory,
        Architectures: ['arm64'],
        ReservedConcurrentExecutions: 5,
        LoggingConfig: { LogGroup: { Ref: 'Group' }, LogFormat: 'JSON' },
        Environment: { Variables: { A: 'b' } },
      }),
      Events: {
        Type: 'AWS::Lambda::EventInvokeConfig',
        Properties: {
          FunctionName: { Ref: 'Function' },
          Qualifier: '$LATEST',
          MaximumRetryAttempts: 0,
          MaximumEventAgeInSeconds: 60,
        },
      },
      Mapping: {
        Type: 'AWS::Lambda::EventSourceMapping',
        Properties: {
          FunctionName: { Ref: 'Function' },
          EventSourceArn: QUEUE_ARN,
          BatchSize: 10,
          FunctionResponseTypes: ['ReportBatchItemFailures'],
        },
      },
      Permission: {
        Type: 'AWS::Lambda::Permission',
        Properties: {
          FunctionName: { Ref: 'Function' },
          Action: 'lambda:InvokeFunction',
          Principal: 'scheduler.amazonaws.com',
        },
      },
    });
    await create(resources(256));
    const config = () => functions.send(new GetFunctionConfigurationCommand({ FunctionName: 'runner' }));
    expect(await config()).toMatchObject({
      MemorySize: 256,
      Architectures: ['arm64'],
      LoggingConfig: { LogGroup: '/probes', LogFormat: 'JSON' },
      Environment: { Variables: { A: 'b' } },
    });
    const events = await functions.send(new GetFunctionEventInvokeConfigCommand({ FunctionName: 'runner' }));
    expect(events).toMatchObject({ MaximumRetryAttempts: 0, MaximumEventAgeInSeconds: 60 });
    const { EventSourceMappings } = await functions.send(
      new ListEventSourceMappingsCommand({ FunctionName: 'runner' }),
    );
    expect(EventSourceMappings).toMatchObject([{ BatchSize: 10, FunctionResponseTypes: ['ReportBatchItemFailures'] }]);
    await update(resources(512));
    expect(await config()).toMatchObject({ MemorySize: 512, Architectures: ['arm64'] });
  });

  test('leaves a message in the queue until its poller comes, and invokes nothing by itself', async () => {
    await create({
      Queue: QUEUE,
      Role: ROLE,
      Function: lambda(),
      Mapping: {
        Type: 'AWS::Lambda::EventSourceMapping',
        Properties: { FunctionName: { Ref: 'Function' }, EventSourceArn: QUEUE_ARN },
      },
    });
    const QueueUrl = `${emulator.url}/123456789012/jobs`;
    await calls.sqs('SendMessage', { QueueUrl, MessageBody: 'hello' });
    const { Messages } = await calls.sqs('ReceiveMessage', { QueueUrl });
    expect(Messages).toMatchObject([{ Body: 'hello' }]);
  });

  test('keeps alarms, on one metric and on an expression', async () => {
    const common = { ComparisonOperator: 'GreaterThanThreshold', EvaluationPeriods: 1, Threshold: 0 };
    const MetricStat = {
      Metric: { Namespace: 'AWS/Lambda', MetricName: 'Errors', Dimensions: [{ Name: 'FunctionName', Value: 'f' }] },
      Period: 60,
      Stat: 'Sum',
    };
    const [arn] = await create(
      {
        One: {
          Type: 'AWS::CloudWatch::Alarm',
          Properties: {
            ...common,
            AlarmName: 'one',
            Namespace: 'AWS/Lambda',
            MetricName: 'Errors',
            Period: 60,
            Statistic: 'Sum',
            AlarmActions: ['arn:aws:sns:us-east-1:123456789012:alarms'],
          },
        },
        Two: {
          Type: 'AWS::CloudWatch::Alarm',
          Properties: {
            ...common,
            AlarmName: 'two',
            Metrics: [
              { Id: 'm', MetricStat, ReturnData: false },
              { Id: 'e', Expression: 'FILL(m, 0)' },
            ],
          },
        },
      },
      { Arn: { 'Fn::GetAtt': ['One', 'Arn'] } },
    );
    expect(arn).toBe('arn:aws:cloudwatch:us-east-1:123456789012:alarm:one');
    const found = await calls.query('monitoring', 'DescribeAlarms');
    for (const part of ['one', 'two', 'FILL(m, 0)', 'AWS/Lambda', ':alarms']) expect(found).toContain(part);
  });

  test('keeps parameters with tags and without a name', async () => {
    await create({
      Named: {
        Type: 'AWS::SSM::Parameter',
        Properties: { Name: '/probewright/a', Type: 'String', Value: 'v', Tags: { team: 'shop' } },
      },
      Nameless: { Type: 'AWS::SSM::Parameter', Properties: { Type: 'String', Value: 'w' } },
    });
    const client = new SSMClient({
      endpoint: emulator.url,
      region: emulator.region,
      credentials: emulator.credentials,
    });
    const { Parameter } = await client.send(new GetParameterCommand({ Name: '/probewright/a' }));
    expect(Parameter?.Value).toBe('v');
  });

  test('makes a network with a NAT gateway, an endpoint for S3 and rules for what goes out', async () => {
    const vpc = { Ref: 'Vpc' };
    const subnet = { Ref: 'Subnet' };
    const outputs = await create(
      {
        Vpc: { Type: 'AWS::EC2::VPC', Properties: { CidrBlock: '10.0.0.0/16' } },
        Subnet: {
          Type: 'AWS::EC2::Subnet',
          Properties: { VpcId: vpc, CidrBlock: '10.0.0.0/24', AvailabilityZone: 'us-east-1a' },
        },
        Gateway: { Type: 'AWS::EC2::InternetGateway' },
        Attached: {
          Type: 'AWS::EC2::VPCGatewayAttachment',
          Properties: { VpcId: vpc, InternetGatewayId: { Ref: 'Gateway' } },
        },
        Table: { Type: 'AWS::EC2::RouteTable', Properties: { VpcId: vpc } },
        Used: {
          Type: 'AWS::EC2::SubnetRouteTableAssociation',
          Properties: { RouteTableId: { Ref: 'Table' }, SubnetId: subnet },
        },
        Address: { Type: 'AWS::EC2::EIP', Properties: { Domain: 'vpc' } },
        Nat: {
          Type: 'AWS::EC2::NatGateway',
          Properties: { SubnetId: subnet, AllocationId: { 'Fn::GetAtt': ['Address', 'AllocationId'] } },
        },
        Route: {
          Type: 'AWS::EC2::Route',
          Properties: {
            RouteTableId: { Ref: 'Table' },
            DestinationCidrBlock: '0.0.0.0/0',
            NatGatewayId: { Ref: 'Nat' },
          },
        },
        Endpoint: {
          Type: 'AWS::EC2::VPCEndpoint',
          Properties: {
            VpcId: vpc,
            ServiceName: 'com.amazonaws.us-east-1.s3',
            VpcEndpointType: 'Gateway',
            RouteTableIds: [{ Ref: 'Table' }],
          },
        },
        Security: { Type: 'AWS::EC2::SecurityGroup', Properties: { GroupDescription: 'probes', VpcId: vpc } },
        Out: {
          Type: 'AWS::EC2::SecurityGroupEgress',
          Properties: {
            GroupId: { 'Fn::GetAtt': ['Security', 'GroupId'] },
            IpProtocol: 'tcp',
            FromPort: 443,
            ToPort: 443,
            CidrIp: '10.1.0.0/16',
          },
        },
      },
      { Address: { 'Fn::GetAtt': ['Address', 'PublicIp'] }, Subnet: { 'Fn::GetAtt': ['Subnet', 'SubnetId'] } },
    );
    expect(outputs).toEqual([expect.stringMatching(/^\d+\.\d+\.\d+\.\d+$/), expect.stringMatching(/^subnet-/)]);
    expect(await calls.query('ec2', 'DescribeNatGateways')).toContain('<state>available</state>');
    expect(await calls.query('ec2', 'DescribeSecurityGroups')).toContain('10.1.0.0/16');
  });
});
