import { type CfnResource, RemovalPolicy } from 'aws-cdk-lib';

/** Whether a resource stays when its stack goes, or when a deploy would replace it. */
export function keep(resource: CfnResource, kept: boolean): void {
  resource.applyRemovalPolicy(kept ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY);
}
