import { describe, expect, it } from 'vitest';
import { resources, templateFor } from './synthesis.ts';

const vpcEndpoints = ['vpce-0a1b2c3d4e5f60718', 'vpce-11111111'];
const everybody = { AWS: '*' };
const ownAccount = {
  Effect: 'Allow',
  Principal: { AWS: { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':iam::', { Ref: 'AWS::AccountId' }, ':root']] } },
  Action: 'execute-api:Invoke',
  Resource: 'execute-api:/*',
};
const preflight = { Effect: 'Allow', Principal: everybody, Action: 'execute-api:Invoke', Resource: 'execute-api:/*/OPTIONS/*' };
const otherEndpoints = {
  Effect: 'Deny',
  Principal: everybody,
  Action: 'execute-api:Invoke',
  Resource: 'execute-api:/*',
  Condition: { StringNotEquals: { 'aws:SourceVpce': vpcEndpoints } },
};
const otherAddresses = {
  ...otherEndpoints,
  Condition: { NotIpAddress: { 'aws:SourceIp': ['203.0.113.0/24', '2001:db8::/32'] } },
};
const organisation = {
  ...otherEndpoints,
  Effect: 'Allow',
  Condition: {
    StringEquals: { 'aws:PrincipalOrgID': 'o-a1b2c3d4e5' },
    StringNotEquals: { 'aws:PrincipalAccount': { Ref: 'AWS::AccountId' } },
  },
};
const addressRanges = ['203.0.113.0/24', '2001:db8::/32'];
const corsOrigins = ['https://portal.example.com'];

function restApi(given: object) {
  return [...resources(templateFor(given), 'AWS::ApiGateway::RestApi').values()][0]?.Properties;
}

describe('who may reach the API', () => {
  it.each([
    ['an organisation', { organisationId: 'o-a1b2c3d4e5' }, [organisation, ownAccount]],
    ['address ranges', { addressRanges }, [otherAddresses, ownAccount]],
    [
      'both, with a portal',
      { addressRanges, organisationId: 'o-a1b2c3d4e5', corsOrigins },
      [otherAddresses, organisation, ownAccount, preflight],
    ],
    ['VPC endpoints', { endpoint: 'private', vpcEndpoints }, [otherEndpoints, ownAccount]],
    [
      'VPC endpoints of an organisation',
      { endpoint: 'private', vpcEndpoints, organisationId: 'o-a1b2c3d4e5' },
      [otherEndpoints, organisation, ownAccount],
    ],
  ])('is said by a resource policy for %s', (_name, given, statements) => {
    expect(restApi(given).Policy.Statement).toEqual(statements);
  });

  it('is left to the policies of the callers where nothing is narrowed', () => {
    expect(restApi({})).not.toHaveProperty('Policy');
    expect(restApi({ corsOrigins })).not.toHaveProperty('Policy');
  });

  it('depends on a regional endpoint by default', () => {
    expect(restApi({}).EndpointConfiguration).toEqual({ Types: ['REGIONAL'] });
  });

  it('depends on the VPC endpoints of a private one, whose address the URL holds', () => {
    const given = { endpoint: 'private', vpcEndpoints };
    expect(restApi(given).EndpointConfiguration).toEqual({ Types: ['PRIVATE'], VpcEndpointIds: vpcEndpoints });
    expect(JSON.stringify(templateFor(given).toJSON()['Outputs'].Url.Value)).toContain('-vpce-0a1b2c3d4e5f60718.execute-api.');
  });
});
