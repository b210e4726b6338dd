import { describe, expect, it } from 'vitest';
import { executionIdOf, parseExecutionId } from '../../../lib/execution/id.ts';

describe('an execution’s id', () => {
  it.each([
    ['web-1.4.0-7', { recipe: 'web', version: '1.4.0', build: '7' }],
    ['simple-recipe-linux-1.0.0-10', { recipe: 'simple-recipe-linux', version: '1.0.0', build: '10' }],
    ['web-1-0-0-2.0.0-1', { recipe: 'web-1-0-0', version: '2.0.0', build: '1' }],
    ['7-1.0.0-1', { recipe: '7', version: '1.0.0', build: '1' }],
    ['web--1.0.0-1', { recipe: 'web-', version: '1.0.0', build: '1' }],
    ['a_b-2026.01.09-1', { recipe: 'a_b', version: '2026.01.09', build: '1' }],
  ])('%s is read from the right', (text, id) => {
    expect(parseExecutionId(text)).toEqual(id);
  });

  it.each([
    '',
    'web',
    'web-1.4.0',
    'web-1.4-7',
    '-1.4.0-7',
    '1.4.0-7',
    'web-1.4.0-',
    'web-1.4.0-0',
    'web-1.4.0-07',
    'web-1.4.0-x',
    'web-x.x.x-1',
    'Web-1.4.0-7',
    'web/1.4.0/7',
    'web 1.4.0 7',
    '../web-1.4.0-7',
    'web-1.4.0-7\n',
    'web-1.4.0-7/../8',
    'wéb-1.4.0-7',
    'web-1.4.0-99999999999',
    `${'a'.repeat(129)}-1.4.0-7`,
    'arn:aws:imagebuilder:eu-west-1:444455556666:image/web/1.4.0/7',
  ])('%j is none', (text) => {
    expect(parseExecutionId(text)).toBeUndefined();
  });

  it.each([
    ['arn:aws:imagebuilder:eu-west-1:111122223333:image/web/1.4.0/7', 'web-1.4.0-7'],
    ['arn:aws-cn:imagebuilder:cn-north-1:111122223333:image/web/1.4.0/7', 'web-1.4.0-7'],
    ['arn:aws:imagebuilder:eu-west-1:111122223333:image/web/1.4.0', undefined],
    ['arn:aws:imagebuilder:eu-west-1:111122223333:image/web/x.x.x/1', undefined],
    ['arn:aws:imagebuilder:eu-west-1:111122223333:image/Web/1.4.0/1', undefined],
    ['arn:aws:imagebuilder:eu-west-1:111122223333:component/web/1.4.0/7', undefined],
    ['arn:aws:imagebuilder:eu-west-1:111122223333:image-pipeline/web', undefined],
    ['', undefined],
  ])('of %s is %s', (arn, id) => {
    expect(executionIdOf(arn)).toBe(id);
  });
});
