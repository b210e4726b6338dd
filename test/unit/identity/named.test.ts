import { describe, expect, it } from 'vitest';
import { callerFromIam } from '../../../lib/identity/aws.ts';
import { tokenKinds } from '../../../lib/identity/token-kinds.ts';
import { testTeams } from '../../support/teams.ts';

const role = 'arn:aws:iam::111122223333:role/web-ci';

describe('the claims that are told of a token', () => {
  const job = {
    repository: 'acme/web',
    repository_id: '1',
    ref: 'refs/heads/main',
    sha: 'c0ffee',
    environment: 'production',
    job_workflow_ref: 'acme/web/.github/workflows/images.yml@refs/heads/main',
    run_id: '4711',
    run_attempt: '2',
    actor: 'anna',
    actor_id: '7',
  };
  const gitlabJob = {
    project_path: 'acme/web',
    project_id: '1',
    ref: 'main',
    sha: 'c0ffee',
    environment: 'production',
    pipeline_id: '12',
    job_id: '13',
    user_login: 'anna',
    user_id: '7',
  };
  const person = { sub: 'u-1', oid: 'o-1', preferred_username: 'anna@acme.example', email: 'anna@acme.example' };
  const origin = {
    aws_account: '111122223333',
    lambda_source_function_arn: 'arn:aws:lambda:eu-west-1:111122223333:function:images',
  };

  it.each([
    ['github', job, job],
    ['gitlab', gitlabJob, gitlabJob],
    ['oidc', person, person],
    ['aws-web-identity', { sub: role, 'https://sts.amazonaws.com/': origin }, origin],
  ] as const)('name the job or the person: %s', (kind, payload, told) => {
    expect(tokenKinds[kind].prove({ ...payload, secret: 's', exp: 1 }, kind).claims).toEqual(told);
  });

  it.each([
    ['refs/heads/für', 'refs/heads/f%C3%BCr'],
    [`refs/heads/${'x'.repeat(300)}`, `refs/heads/${'x'.repeat(245)}`],
    ['ü'.repeat(300), '%C3%BC'.repeat(43).slice(0, 256)],
    ['a\u001b[2J\nb', 'a%1B[2J%0Ab'],
    ['a"b', 'a%22b'],
  ])('are printable, short and never left out: ref %j', (ref, told) => {
    expect(tokenKinds.github.prove({ repository_id: '1', ref }, 'github').claims).toEqual({ repository_id: '1', ref: told });
  });

  it.each([{ ref: ['a', 'b'] }, { ref: { a: 1 } }, { ref: '' }, { ref: null }])(
    'are none of several values or of none: %j',
    (more) => {
      expect(tokenKinds.github.prove({ repository_id: '1', ...more }, 'github').claims).toEqual({ repository_id: '1' });
    },
  );
});

describe('the session of a role', () => {
  it.each([
    ['arn:aws:sts::111122223333:assumed-role/web-ci/run-4711', 'run-4711'],
    ['arn:aws:sts::111122223333:assumed-role/web-ci/anna@acme.example', 'anna@acme.example'],
    [role, undefined],
    ['arn:aws:iam::111122223333:user/assumed-role/anna', undefined],
    ['arn:aws:sts::111122223333:federated-user/anna', undefined],
    [`arn:aws:sts::111122223333:assumed-role/web-ci/${'x'.repeat(65)}`, undefined],
  ])('of %s is %s', (userArn, session) => {
    expect(callerFromIam(testTeams({}), userArn).session).toBe(session);
  });
});
