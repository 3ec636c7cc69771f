import { runSimulation } from '@cloud-copilot/iam-simulate';
import { type Pseudo, resolveIntrinsics } from './resolve-intrinsics.ts';
import { resourcesOf, type Synthesised } from './synthesised.ts';

export interface Asked {
  /** Name of the role that asks. */
  readonly role: string;
  readonly action: string;
  readonly resource: string;
  /** Of the account that the resource is in. Default: the role's. */
  readonly owner?: string;
  readonly context?: Readonly<Record<string, string>>;
}

interface Place {
  /** Where the role's stack is. */
  readonly role: Pseudo;
  /** Where the bucket's stack is. */
  readonly bucket: Pseudo;
}

/**
 * What IAM would say to a request: by the role's own policies and by the policy of the bucket that is asked for, as
 * synthesised. `Allowed`, `ImplicitlyDenied` (nobody allows it) or `ExplicitlyDenied` (somebody forbids it).
 */
export async function simulate(synthesised: Synthesised, place: Place, asked: Asked): Promise<string> {
  const role = resourcesOf(synthesised, 'AWS::IAM::Role').find(({ Properties }) => Properties.RoleName === asked.role);
  if (!role) throw new Error(`there is no role ${asked.role}`);
  const properties = resolveIntrinsics(role.Properties, place.role) as {
    readonly Path?: string;
    readonly Policies: readonly { readonly PolicyName: string; readonly PolicyDocument: unknown }[];
    readonly Tags?: readonly { readonly Key: string; readonly Value: string }[];
  };
  const principal = `arn:${place.role.partition}:iam::${place.role.account}:role${properties.Path ?? '/'}${asked.role}`;
  const tags = (properties.Tags ?? []).map(({ Key, Value }) => [`aws:PrincipalTag/${Key}`, Value]);
  const resourcePolicy = asked.resource.includes(':kms:')
    ? keyPolicy(asked.owner ?? place.role.account)
    : bucketPolicy(synthesised, place.bucket, asked.resource);
  const answer = await runSimulation(
    {
      request: {
        principal,
        action: asked.action,
        resource: { resource: asked.resource, accountId: asked.owner ?? place.role.account },
        contextVariables: {
          'aws:SecureTransport': 'true',
          'aws:PrincipalArn': principal,
          ...Object.fromEntries(tags),
          ...asked.context,
        },
      },
      identityPolicies: properties.Policies.map(({ PolicyName, PolicyDocument }) => ({
        name: PolicyName,
        policy: PolicyDocument,
      })),
      serviceControlPolicies: [],
      resourceControlPolicies: [],
      ...(resourcePolicy !== undefined && { resourcePolicy }),
    },
    {},
  );
  if (answer.resultType === 'error') throw new Error(JSON.stringify(answer.errors));
  return answer.overallResult;
}

function bucketPolicy(synthesised: Synthesised, pseudo: Pseudo, resource: string): unknown {
  const asked = /^arn:[^:]+:s3:::([^/]+)/.exec(resource)?.[1];
  const bucket = resourcesOf(synthesised, 'AWS::S3::Bucket').find(
    ({ Properties }) => resolveIntrinsics(Properties.BucketName, pseudo) === asked,
  );
  if (asked === undefined || !bucket) return undefined;
  const policy = resourcesOf(synthesised, 'AWS::S3::BucketPolicy').find(
    ({ stack, Properties }) =>
      stack === bucket.stack && resolveIntrinsics(Properties.Bucket, pseudo) === `<${bucket.id}>`,
  );
  if (!policy) throw new Error(`the bucket ${asked} has no policy`);
  const text = JSON.stringify(resolveIntrinsics(policy.Properties.PolicyDocument, pseudo));
  return JSON.parse(text.replaceAll(`<${bucket.id}.Arn>`, `arn:${pseudo.partition}:s3:::${asked}`));
}

/** What a key is made with: its account decides by IAM. https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html */
function keyPolicy(account: string): unknown {
  const Principal = { AWS: `arn:aws:iam::${account}:root` };
  return { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal, Action: 'kms:*', Resource: '*' }] };
}
