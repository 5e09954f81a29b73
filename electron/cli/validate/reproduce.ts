import { extentsLabel, familyOf, optionsOf, type Problem } from '../../../kernels/index.ts';

/** The command line that measures one contender at one problem on a device. */
export function reproducingCommand(problem: Problem, contender: string, device: string): string {
  const options = optionsOf(familyOf(problem).fields, problem);
  const dtype = options.flatMap(([name, value]) => (name === 'dtype' ? ['--dtype', String(value)] : []));
  const others = options.flatMap(([name, value]) => (name === 'dtype' ? [] : [`${name}=${value}`]));
  return [
    ...['tilescope', 'sweep', '--op', problem.op, ...dtype, '--sizes', extentsLabel(problem, 'x')],
    ...(others.length > 0 ? ['--set', others.join(',')] : []),
    ...['--contenders', contender, '--device', device],
  ].join(' ');
}
