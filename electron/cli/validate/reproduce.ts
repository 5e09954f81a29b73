import { extentsLabel, familyOf, optionsOf, type Problem } from '../../../kernels/index.ts';

/** The command line that measures one problem by one contender on a device. */
export function reproducingCommand(problem: Problem, contender: string, device: string): string {
  const asked = optionsOf(familyOf(problem).fields, problem);
  const dtype = asked.flatMap(([name, value]) => (name === 'dtype' ? ['--dtype', String(value)] : []));
  const others = asked.flatMap(([name, value]) => (name === 'dtype' ? [] : [`${name}=${value}`]));
  return [
    ...['tilescope', 'sweep', '--op', problem.op, ...dtype, '--sizes', extentsLabel(problem, 'x')],
    ...(others.length > 0 ? ['--set', others.join(',')] : []),
    ...['--contenders', contender, '--device', device],
  ].join(' ');
}
