import { type App, Validations } from 'aws-cdk-lib';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { AwsSolutionsChecks } from 'cdk-nag';
import { describe, expect, it } from 'vitest';
import { appFor } from './synthesis.ts';

describe('cdk-nag with the AwsSolutions pack', () => {
  it.each([
    ['the defaults', {}],
    [
      'everything on',
      {
        corsOrigins: ['https://portal.example.com', 'https://admin.example.com'],
        organisationId: 'o-a1b2c3d4e5',
        addressRanges: ['203.0.113.0/24'],
        executionRoles: ['imagebuilder/*'],
        tracing: true,
        alarmEmail: 'platform@example.com',
        dashboard: true,
      },
    ],
    [
      'a private endpoint',
      { endpoint: 'private', vpcEndpoints: ['vpce-0a1b2c3d4e5f60718'], account: '111122223333', region: 'eu-west-1' },
    ],
    ['tokens', { auth: 'jwt', corsOrigins: ['https://portal.example.com'], tracing: true }],
    ['tokens at a private endpoint', { auth: 'jwt', endpoint: 'private', vpcEndpoints: ['vpce-0a1b2c3d4e5f60718'] }],
  ])('finds nothing with %s', (_name, given) => {
    const { app } = appFor(given);
    expect(() => checked(app).synth()).not.toThrow();
  });

  it('finds something where something is wrong', () => {
    const { app, stack } = appFor();
    new Bucket(stack, 'Bucket');
    expect(() => checked(app).synth()).toThrow('AwsSolutions-S10');
  });
});

/** Findings that nobody acknowledged end the synthesis. */
function checked(app: App): App {
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  return app;
}
