{
  "variables": {
    # OpenBLAS is optional: without its header the addon is built all the same and says that it has no BLAS.
    "openblas%": "<!(echo '#include <openblas_config.h>' | ${CXX:-c++} -E -x c++ - >/dev/null 2>&1 && echo 1 || echo 0)",
  },
  "targets": [{
    "target_name": "tilescope",
    "sources": [
      "src/addon.cpp",
      "src/convert.cpp",
      "src/error.cpp",
      "src/findings_to_js.cpp",
      "src/blas/blas.cpp",
      "src/cpu/buffer.cpp",
      "src/cpu/checks/atomic_order.cpp",
      "src/cpu/checks/check_run.cpp",
      "src/cpu/checks/checked_memory.cpp",
      "src/cpu/checks/checker.cpp",
      "src/cpu/checks/checking.cpp",
      "src/cpu/checks/shadow.cpp",
      "src/cpu/cpu_backend.cpp",
      "src/cpu/current_lane.cpp",
      "src/cpu/divergence.cpp",
      "src/cpu/execution.cpp",
      "src/cpu/fault.cpp",
      "src/cpu/fiber_stacks.cpp",
      "src/cpu/kernel.cpp",
      "src/cpu/module_range.cpp",
      "src/cpu/peak.cpp",
      "src/cpu/team.cpp",
      "src/cpu/watchdog.cpp",
      "src/cpu/worker.cpp",
    ],
    "include_dirs": ["src", "include", "<!@(node -p \"require('node-addon-api').include_dir\")"],
    "defines": ["NAPI_VERSION=9", "NAPI_CPP_EXCEPTIONS", "MSL_HOST"],
    "cflags!": ["-fno-exceptions"],
    "cflags_cc!": ["-fno-exceptions", "-fno-rtti", "-std=gnu++17", "-std=gnu++20"],
    "cflags_cc": ["-std=c++20", "-fexceptions", "-Wall", "-Wextra", "-Werror", "-fvisibility=hidden"],
    "conditions": [
      ["OS=='linux'", {
        "conditions": [
          ["openblas==1", {"defines": ["TILESCOPE_OPENBLAS"], "libraries": ["-lopenblas"]}],
        ],
      }],
      ["OS=='mac'", {
        "defines": ["TILESCOPE_ACCELERATE", "ACCELERATE_NEW_LAPACK"],
        "libraries": ["-framework Accelerate"],
        "xcode_settings": {
          "CLANG_CXX_LANGUAGE_STANDARD": "c++20",
          "GCC_ENABLE_CPP_EXCEPTIONS": "YES",
          "GCC_SYMBOLS_PRIVATE_EXTERN": "YES",
          "MACOSX_DEPLOYMENT_TARGET": "13.3",
          "WARNING_CFLAGS": ["-Wall", "-Wextra", "-Werror"],
        },
      }],
    ],
  }],
}
