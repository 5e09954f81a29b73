import type { ButtonHTMLAttributes, Ref } from 'react';
import { Icon, type IconName } from './icon.tsx';

interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  ref?: Ref<HTMLButtonElement>;
  kind?: 'default' | 'primary' | 'plain' | 'danger';
  size?: 'small' | 'medium' | 'large';
  icon?: IconName;
}

export function Button({ kind = 'default', size = 'medium', icon, children, ...rest }: ButtonProps) {
  return (
    <button type="button" className="button" data-kind={kind} data-size={size} {...rest}>
      {icon && <Icon name={icon} size={14} />}
      {children}
    </button>
  );
}

interface IconButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  icon: IconName;
  /** The accessible name and the tooltip. */
  label: string;
  size?: 'small' | 'medium';
}

export function IconButton({ icon, label, size = 'medium', ...rest }: IconButtonProps) {
  return (
    <button
      type="button"
      className="button"
      data-kind="plain"
      data-square
      data-size={size}
      aria-label={label}
      title={label}
      {...rest}
    >
      <Icon name={icon} size={size === 'small' ? 14 : 16} />
    </button>
  );
}
