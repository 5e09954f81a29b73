import { formatItems, formatPercent } from '../../../electron/ipc/figures.ts';
import { type ClassRecord, labelOf } from '../../model/parameter-map.ts';

type Searched = ClassRecord['importance'][number];

const MOST_PARAMETERS = 10;

/** How much of the differences in time each parameter explains on its own. */
export function Importance({ searched }: { searched: Searched }) {
  const { contender, configurations, parameters } = searched;
  return (
    <section className="importance" aria-label="Importance of parameters">
      <h3>
        Importance{' '}
        <span className="quiet" title="Of the variance of log time: ε², without what chance explains">
          share of the differences explained, {formatItems(configurations, 'configuration')}
        </span>
      </h3>
      <table>
        <tbody>
          {parameters.slice(0, MOST_PARAMETERS).map(({ parameter, share, values }) => (
            <tr
              key={parameter}
              title={values.map(({ value, ratio }) => `${value}: ${ratio.toFixed(3)}×`).join('\n')}
            >
              <th scope="row">{labelOf(contender, parameter)}</th>
              <td>
                <span className="bar" style={{ width: `${100 * share}%` }} />
              </td>
              <td className="num">{formatPercent(share, 0)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
