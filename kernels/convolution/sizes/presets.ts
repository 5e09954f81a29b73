import type { Preset } from '../../family.ts';
import { DEEPBENCH_DEVICE, DEEPBENCH_SERVER, DEEPBENCH_TRAINING } from './deepbench.ts';

// Layers in oneDNN's benchdnn notation. Sources stand in the hints; repetitions of a layer are left out.

const RESNET_V1 = `
  mb1ic3ih224oc64oh112kh7sh2ph3 mb1ic64ih56oc256oh56kh1ph0 mb1ic64ih56oc64oh56kh1ph0
  mb1ic64ih56oc64oh56kh3ph1 mb1ic256ih56oc64oh56kh1ph0 mb1ic256ih56oc512oh28kh1sh2ph0
  mb1ic256ih56oc128oh28kh1sh2ph0 mb1ic128ih28oc128oh28kh3ph1 mb1ic128ih28oc512oh28kh1ph0
  mb1ic512ih28oc128oh28kh1ph0 mb1ic512ih28oc1024oh14kh1sh2ph0 mb1ic512ih28oc256oh14kh1sh2ph0
  mb1ic256ih14oc256oh14kh3ph1 mb1ic256ih14oc1024oh14kh1ph0 mb1ic1024ih14oc256oh14kh1ph0
  mb1ic1024ih14oc2048oh7kh1sh2ph0 mb1ic1024ih14oc512oh7kh1sh2ph0 mb1ic512ih7oc512oh7kh3ph1
  mb1ic512ih7oc2048oh7kh1ph0 mb1ic2048ih7oc512oh7kh1ph0
`;

const RESNET_V1_5 = `
  mb1ic3ih224oc64oh112kh7sh2ph3 mb1ic64ih56oc256oh56kh1ph0 mb1ic64ih56oc64oh56kh1ph0
  mb1ic64ih56oc64oh56kh3ph1 mb1ic256ih56oc64oh56kh1ph0 mb1ic256ih56oc512oh28kh1sh2ph0
  mb1ic256ih56oc128oh56kh1ph0 mb1ic128ih56oc128oh28kh3sh2ph1 mb1ic128ih28oc128oh28kh3ph1
  mb1ic128ih28oc512oh28kh1ph0 mb1ic512ih28oc128oh28kh1ph0 mb1ic512ih28oc1024oh14kh1sh2ph0
  mb1ic512ih28oc256oh28kh1ph0 mb1ic256ih28oc256oh14kh3sh2ph1 mb1ic256ih14oc256oh14kh3ph1
  mb1ic256ih14oc1024oh14kh1ph0 mb1ic1024ih14oc256oh14kh1ph0 mb1ic1024ih14oc2048oh7kh1sh2ph0
  mb1ic1024ih14oc512oh14kh1ph0 mb1ic512ih14oc512oh7kh3sh2ph1 mb1ic512ih7oc512oh7kh3ph1
  mb1ic512ih7oc2048oh7kh1ph0 mb1ic2048ih7oc512oh7kh1ph0
`;

const UNET = `
  mb1ic1280ih12oc1280oh12kh3ph1 mb1ic1280ih24oc1280oh12kh3sh2ph1 mb1ic1280ih24oc1280oh24kh3ph1
  mb1ic1280ih48oc1280oh48kh3ph1 mb1ic1280ih48oc640oh48kh1ph0 mb1ic1280ih48oc640oh48kh3ph1
  mb1ic1920ih24oc1280oh24kh1ph0 mb1ic1920ih24oc1280oh24kh3ph1 mb1ic1920ih48oc640oh48kh1ph0
  mb1ic1920ih48oc640oh48kh3ph1 mb1ic2560ih12oc1280oh12kh1ph0 mb1ic2560ih12oc1280oh12kh3ph1
  mb1ic2560ih24oc1280oh24kh1ph0 mb1ic2560ih24oc1280oh24kh3ph1 mb1ic320ih96oc320oh48kh3sh2ph1
  mb1ic320ih96oc320oh96kh3ph1 mb1ic320ih96oc4oh96kh3ph1 mb1ic320ih48oc640oh48kh1ph0
  mb1ic320ih48oc640oh48kh3ph1 mb1ic4ih96oc320oh96kh3ph1 mb1ic640ih24oc1280oh24kh1ph0
  mb1ic640ih24oc1280oh24kh3ph1 mb1ic640ih96oc320oh96kh1ph0 mb1ic640ih96oc320oh96kh3ph1
  mb1ic640ih48oc640oh24kh3sh2ph1 mb1ic640ih48oc640oh48kh3ph1 mb1ic640ih96oc640oh96kh3ph1
  mb1ic960ih96oc320oh96kh1ph0 mb1ic960ih96oc320oh96kh3ph1 mb1ic960ih48oc640oh48kh1ph0
  mb1ic960ih48oc640oh48kh3ph1
`;

const VAE = `
  mb1ic128ih768oc128oh768kh3ph1 mb1ic128ih768oc3oh768kh3ph1 mb1ic256ih768oc128oh768kh1ph0
  mb1ic256ih768oc128oh768kh3ph1 mb1ic256ih384oc256oh384kh3ph1 mb1ic256ih768oc256oh768kh3ph1
  mb1ic4ih96oc4oh96kh1ph0 mb1ic4ih96oc512oh96kh3ph1 mb1ic512ih384oc256oh384kh1ph0
  mb1ic512ih384oc256oh384kh3ph1 mb1ic512ih192oc512oh192kh3ph1 mb1ic512ih384oc512oh384kh3ph1
  mb1ic512ih96oc512oh96kh1ph0 mb1ic512ih96oc512oh96kh3ph1
`;

const MOBILENET = `
  g128mb32ic128ih56oc128oh56kh3ph1 g512mb32ic512ih14oc512oh14kh3ph1 mb32ic256ih28oc256oh28kh1ph0
  mb32ic512ih14oc512oh14kh1ph0
`;

const WHISPER = `
  mb1ic80iw3000oc384ow3000kw3pw1 mb1ic80iw3000oc512ow3000kw3pw1 mb1ic80iw3000oc768ow3000kw3pw1
  mb1ic80iw3000oc1024ow3000kw3pw1 mb1ic80iw3000oc1280ow3000kw3pw1 mb1ic128iw3000oc1280ow3000kw3pw1
  mb1ic384iw3000oc384ow1500kw3sw2pw1 mb1ic512iw3000oc512ow1500kw3sw2pw1
  mb1ic768iw3000oc768ow1500kw3sw2pw1 mb1ic1024iw3000oc1024ow1500kw3sw2pw1
  mb1ic1280iw3000oc1280ow1500kw3sw2pw1
`;

const UNALIGNED = `
  mb4ic21ih32oc128kh3 mb4ic21ih32oc37kh3 mb4ic370ih32oc370kh3 mb4ic370ih32oc128kh7
  mb2ic21ih320iw640oc21kh7
`;

const VOLUMES = `
  mb1ic128id28ih30iw30oc128od26oh28ow28kd3kh3kw3 mb1ic256id10ih11iw11oc512od8oh9ow9kd3kh3kw3
  mb4ic64id32oc64kd3pd1 mb4ic128id32oc128kd3pd1 mb2ic32id64oc64kd3pd1
`;

const preset = (name: string, layers: string, hint: string): Preset => {
  return { name, sizes: layers.trim().split(/\s+/).join(', '), hint };
};

const DEEPBENCH = (set: string) => `baidu-research/DeepBench, conv_problems.h, ${set}`;

/** Layers of known networks and benchmarks. */
export const CONVOLUTION_PRESETS: readonly Preset[] = [
  { name: 'Quick', sizes: '14, 28, 56', hint: 'Square images with 64 channels and filters, unless given' },
  preset('ResNet-50 v1', RESNET_V1, 'Stride 2 in the 1×1: oneDNN, benchdnn, shapes_resnet_50'),
  preset('ResNet-50 v1.5', RESNET_V1_5, 'Stride 2 in the 3×3, as in torchvision; otherwise as v1'),
  preset('Stable Diffusion UNet', UNET, 'On 96×96 latents: oneDNN, benchdnn, shapes_stable_diffusion'),
  preset('Stable Diffusion VAE', VAE, 'The decoder at 768×768: oneDNN, benchdnn, shapes_stable_diffusion'),
  preset('MobileNet', MOBILENET, 'Depthwise and 1×1 layers: oneDNN, benchdnn, shapes_perf_basic'),
  preset('Whisper', WHISPER, 'One-dimensional layers of the encoder: openai/whisper, model.py, AudioEncoder'),
  preset('DeepBench training', DEEPBENCH_TRAINING, DEEPBENCH('training set')),
  preset('DeepBench server', DEEPBENCH_SERVER, DEEPBENCH('inference on servers')),
  preset('DeepBench device', DEEPBENCH_DEVICE, DEEPBENCH('inference on devices')),
  preset('Unaligned channels', UNALIGNED, 'ml-explore/mlx, conv_unaligned_bench.py, without padding'),
  preset(
    'Volumes',
    VOLUMES,
    'Three dimensions: 3D U-Net as in oneDNN, shapes_perf_basic; ml-explore/mlx, conv3d_bench.py',
  ),
];
