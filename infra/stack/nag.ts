import { Aws, Validations } from 'aws-cdk-lib';
import type { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IConstruct } from 'constructs';

/** Says why a finding of cdk-nag is right as it is. Stands beside what it concerns. */
export function acknowledge(construct: IConstruct, id: string, reason: string): void {
  Validations.of(construct).acknowledge({ id: `AwsSolutions::AwsSolutions-${id}`, reason });
}

/** The same for each wildcard in the resources of these statements. */
export function acknowledgeWildcards(construct: IConstruct, statements: readonly PolicyStatement[], reason: string): void {
  const wildcards = new Set(statements.flatMap(({ resources }) => resources).filter((arn) => arn.includes('*')));
  for (const arn of wildcards) acknowledge(construct, `IAM5[Resource::${asFindingWritesIt(arn)}]`, reason);
}

/** What is only known at deployment has a name in angle brackets there. */
function asFindingWritesIt(arn: string): string {
  return arn
    .replaceAll(Aws.PARTITION, '<AWS::Partition>')
    .replaceAll(Aws.REGION, '<AWS::Region>')
    .replaceAll(Aws.ACCOUNT_ID, '<AWS::AccountId>');
}
