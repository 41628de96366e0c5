// Generated from specs by npm run generate; do not edit.
// The OpenAPI document of all services.

export const OPENAPI: Readonly<Record<string, unknown>> = {
 "openapi": "3.1.0",
 "info": {
  "title": "Temblor",
  "version": "1.0.0",
  "summary": "Payments out of wallets and by card, wallets, refunds, and what operators need.",
  "description": "Amounts are integers in the minor unit of their currency (cents for EUR, yen for JPY). Times are ISO 8601 in UTC. Fields without a value\nare absent, never null. A field that an operation does not know is refused, so that a misspelt one is noticed.\n\n**Authentication.** `Authorization: Bearer tmb_…`. A key belongs to a user, to a merchant or to an operator and has scopes. Users and merchants see\nwhat is theirs; what belongs to others does not exist for them (404). An operator issues keys with the command line.\n\n**Repeating requests.** A POST that moves money needs an `Idempotency-Key`. Repeat it with the same key until there is an answer: it takes effect once, and every\nrepetition is answered like the first. The same key with another body is answered with 422.\n\n**Errors** have the body `{\"error\": {\"code\", \"message\", \"details\"}}`. Programs go by `code`.\n\n**Limits.** Each key has a number of requests per second; beyond, the answer is 429 with `Retry-After`. Bodies may have 64 KiB, and 32 levels.\n\n**Correlation.** Every answer has an `x-correlation-id`, under which its traces are found in logs and messages. A request may bring one (a UUID in lower case).\n",
  "license": {
   "name": "Apache-2.0",
   "identifier": "Apache-2.0"
  }
 },
 "servers": [
  {
   "url": "http://localhost:3001",
   "description": "payment service"
  },
  {
   "url": "http://localhost:3002",
   "description": "wallet service"
  },
  {
   "url": "http://localhost:3003",
   "description": "gateway service"
  },
  {
   "url": "http://localhost:3004",
   "description": "saga service"
  }
 ],
 "tags": [
  {
   "name": "payments",
   "description": "Paying, watching, cancelling."
  },
  {
   "name": "refunds",
   "description": "Giving back what was paid."
  },
  {
   "name": "wallets",
   "description": "Balances of users."
  },
  {
   "name": "webhooks",
   "description": "What payment providers tell us."
  },
  {
   "name": "admin",
   "description": "For operators."
  },
  {
   "name": "operations",
   "description": "For the platform that runs the services."
  }
 ],
 "paths": {
  "/api/v1/payments": {
   "x-services": [
    "payment"
   ],
   "post": {
    "operationId": "createPayment",
    "summary": "Pay",
    "description": "Accepts a payment; how it ends is seen later, or waited for with `wait`. A payment that fails for want of money is accepted too:\nits status becomes FAILED with the error INSUFFICIENT_FUNDS, which has `requested_amount`, `available_balance` and `deficit_amount`.\n",
    "tags": [
     "payments"
    ],
    "security": [
     {
      "apiKey": [
       "payments:write"
      ]
     }
    ],
    "x-owner": {
     "in": "body",
     "fields": [
      "user_id",
      "merchant_id"
     ]
    },
    "parameters": [
     {
      "$ref": "#/components/parameters/IdempotencyKey"
     },
     {
      "$ref": "#/components/parameters/Wait"
     }
    ],
    "requestBody": {
     "required": true,
     "content": {
      "application/json": {
       "schema": {
        "$ref": "#/components/schemas/PaymentOrder"
       },
       "example": {
        "user_id": "user_123",
        "merchant_id": "shop_7",
        "wallet_id": "1c2d5f9a-7a52-4b5f-8f0e-2f1a6f0f7c22",
        "amount": 1250,
        "currency": "EUR",
        "method": "wallet"
       }
      }
     }
    },
    "responses": {
     "200": {
      "description": "The payment has ended while you waited.",
      "headers": {
       "x-correlation-id": {
        "$ref": "#/components/headers/Correlation"
       }
      },
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Payment"
        },
        "example": {
         "payment_id": "5f0c2f7e-0d5e-4f43-8d3f-0d8c2f5a9b11",
         "status": "COMPLETED",
         "amount": 1250,
         "currency": "EUR",
         "method": "wallet",
         "user_id": "user_123",
         "merchant_id": "shop_7",
         "wallet_id": "1c2d5f9a-7a52-4b5f-8f0e-2f1a6f0f7c22",
         "created_at": "2026-01-01T00:00:00.000Z",
         "updated_at": "2026-01-01T00:00:01.250Z"
        }
       }
      }
     },
     "202": {
      "description": "The payment is accepted.",
      "headers": {
       "x-correlation-id": {
        "$ref": "#/components/headers/Correlation"
       }
      },
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Payment"
        },
        "example": {
         "payment_id": "5f0c2f7e-0d5e-4f43-8d3f-0d8c2f5a9b11",
         "status": "COMPLETED",
         "amount": 1250,
         "currency": "EUR",
         "method": "wallet",
         "user_id": "user_123",
         "merchant_id": "shop_7",
         "wallet_id": "1c2d5f9a-7a52-4b5f-8f0e-2f1a6f0f7c22",
         "created_at": "2026-01-01T00:00:00.000Z",
         "updated_at": "2026-01-01T00:00:01.250Z"
        }
       }
      }
     },
     "400": {
      "$ref": "#/components/responses/BadRequest"
     },
     "401": {
      "$ref": "#/components/responses/Unauthenticated"
     },
     "403": {
      "$ref": "#/components/responses/Forbidden"
     },
     "422": {
      "$ref": "#/components/responses/Unprocessable"
     },
     "429": {
      "$ref": "#/components/responses/TooMany"
     },
     "default": {
      "$ref": "#/components/responses/Other"
     }
    }
   },
   "get": {
    "operationId": "listPayments",
    "summary": "Payments, the newest first",
    "tags": [
     "payments"
    ],
    "security": [
     {
      "apiKey": [
       "payments:read"
      ]
     }
    ],
    "x-owner": {
     "in": "query",
     "fields": [
      "user_id"
     ]
    },
    "parameters": [
     {
      "$ref": "#/components/parameters/UserIdFilter"
     },
     {
      "name": "wallet_id",
      "in": "query",
      "description": "Only those out of this wallet.",
      "schema": {
       "$ref": "#/components/schemas/Name"
      }
     },
     {
      "name": "status",
      "in": "query",
      "description": "Only those in this state.",
      "schema": {
       "$ref": "#/components/schemas/Name"
      }
     },
     {
      "$ref": "#/components/parameters/Limit"
     }
    ],
    "responses": {
     "200": {
      "description": "Payments.",
      "headers": {
       "x-correlation-id": {
        "$ref": "#/components/headers/Correlation"
       }
      },
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/PaymentList"
        },
        "example": {
         "payments": []
        }
       }
      }
     },
     "400": {
      "$ref": "#/components/responses/BadRequest"
     },
     "401": {
      "$ref": "#/components/responses/Unauthenticated"
     },
     "403": {
      "$ref": "#/components/responses/Forbidden"
     },
     "429": {
      "$ref": "#/components/responses/TooMany"
     },
     "default": {
      "$ref": "#/components/responses/Other"
     }
    }
   }
  },
  "/api/v1/payments/{id}": {
   "x-services": [
    "payment"
   ],
   "parameters": [
    {
     "$ref": "#/components/parameters/PaymentId"
    }
   ],
   "get": {
    "operationId": "getPayment",
    "summary": "A payment",
    "tags": [
     "payments"
    ],
    "security": [
     {
      "apiKey": [
       "payments:read"
      ]
     }
    ],
    "x-owner": {
     "in": "path",
     "of": "payment"
    },
    "parameters": [
     {
      "$ref": "#/components/parameters/Wait"
     }
    ],
    "responses": {
     "200": {
      "description": "The payment as it is.",
      "headers": {
       "x-correlation-id": {
        "$ref": "#/components/headers/Correlation"
       }
      },
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Payment"
        },
        "example": {
         "payment_id": "5f0c2f7e-0d5e-4f43-8d3f-0d8c2f5a9b11",
         "status": "COMPLETED",
         "amount": 1250,
         "currency": "EUR",
         "method": "wallet",
         "user_id": "user_123",
         "merchant_id": "shop_7",
         "wallet_id": "1c2d5f9a-7a52-4b5f-8f0e-2f1a6f0f7c22",
         "created_at": "2026-01-01T00:00:00.000Z",
         "updated_at": "2026-01-01T00:00:01.250Z"
        }
       }
      }
     },
     "400": {
      "$ref": "#/components/responses/BadRequest"
     },
     "401": {
      "$ref": "#/components/responses/Unauthenticated"
     },
     "403": {
      "$ref": "#/components/responses/Forbidden"
     },
     "404": {
      "$ref": "#/components/responses/NotFound"
     },
     "429": {
      "$ref": "#/components/responses/TooMany"
     },
     "default": {
      "$ref": "#/components/responses/Other"
     }
    }
   }
  },
  "/api/v1/payments/{id}/cancel": {
   "x-services": [
    "payment"
   ],
   "parameters": [
    {
     "$ref": "#/components/parameters/PaymentId"
    }
   ],
   "post": {
    "operationId": "cancelPayment",
    "summary": "Call a payment off",
    "description": "Accepted until the payment is at the provider. Accepted does not mean cancelled: what was under way may be too far by then; see the payment.\n",
    "tags": [
     "payments"
    ],
    "security": [
     {
      "apiKey": [
       "payments:write"
      ]
     }
    ],
    "x-owner": {
     "in": "path",
     "of": "payment"
    },
    "requestBody": {
     "required": false,
     "content": {
      "application/json": {
       "schema": {
        "$ref": "#/components/schemas/Cancellation"
       },
       "example": {
        "reason": "ordered by mistake"
       }
      }
     }
    },
    "responses": {
     "202": {
      "description": "The payment will be cancelled if it is not too far.",
      "headers": {
       "x-correlation-id": {
        "$ref": "#/components/headers/Correlation"
       }
      },
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Payment"
        },
        "example": {
         "payment_id": "5f0c2f7e-0d5e-4f43-8d3f-0d8c2f5a9b11",
         "status": "COMPLETED",
         "amount": 1250,
         "currency": "EUR",
         "method": "wallet",
         "user_id": "user_123",
         "merchant_id": "shop_7",
         "wallet_id": "1c2d5f9a-7a52-4b5f-8f0e-2f1a6f0f7c22",
         "created_at": "2026-01-01T00:00:00.000Z",
         "updated_at": "2026-01-01T00:00:01.250Z"
        }
       }
      }
     },
     "400": {
      "$ref": "#/components/responses/BadRequest"
     },
     "401": {
      "$ref": "#/components/responses/Unauthenticated"
     },
     "403": {
      "$ref": "#/components/responses/Forbidden"
     },
     "404": {
      "$ref": "#/components/responses/NotFound"
     },
     "409": {
      "$ref": "#/components/responses/Conflict"
     },
     "429": {
      "$ref": "#/components/responses/TooMany"
     },
     "default": {
      "$ref": "#/components/responses/Other"
     }
    }
   }
  },
  "/api/v1/wallets": {
   "x-services": [
    "wallet"
   ],
   "post": {
    "operationId": "createWallet",
    "summary": "Open a wallet",
    "description": "A user has one wallet per currency; asking for it again answers with the one there is.",
    "tags": [
     "wallets"
    ],
    "security": [
     {
      "apiKey": [
       "wallets:write"
      ]
     }
    ],
    "x-owner": {
     "in": "body",
     "fields": [
      "user_id"
     ]
    },
    "requestBody": {
     "required": true,
     "content": {
      "application/json": {
       "schema": {
        "$ref": "#/components/schemas/WalletOrder"
       },
       "example": {
        "user_id": "user_123",
        "currency": "EUR"
       }
      }
     }
    },
    "responses": {
     "200": {
      "description": "There was one already; this is it.",
      "headers": {
       "x-correlation-id": {
        "$ref": "#/components/headers/Correlation"
       }
      },
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Wallet"
        },
        "example": {
         "wallet_id": "1c2d5f9a-7a52-4b5f-8f0e-2f1a6f0f7c22",
         "user_id": "user_123",
         "currency": "EUR",
         "available": 10000,
         "locked": 0,
         "balance": 10000,
         "frozen": false
        }
       }
      }
     },
     "201": {
      "description": "The wallet was opened.",
      "headers": {
       "x-correlation-id": {
        "$ref": "#/components/headers/Correlation"
       }
      },
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Wallet"
        },
        "example": {
         "wallet_id": "1c2d5f9a-7a52-4b5f-8f0e-2f1a6f0f7c22",
         "user_id": "user_123",
         "currency": "EUR",
         "available": 10000,
         "locked": 0,
         "balance": 10000,
         "frozen": false
        }
       }
      }
     },
     "400": {
      "$ref": "#/components/responses/BadRequest"
     },
     "401": {
      "$ref": "#/components/responses/Unauthenticated"
     },
     "403": {
      "$ref": "#/components/responses/Forbidden"
     },
     "429": {
      "$ref": "#/components/responses/TooMany"
     },
     "default": {
      "$ref": "#/components/responses/Other"
     }
    }
   },
   "get": {
    "operationId": "listWallets",
    "summary": "Wallets",
    "tags": [
     "wallets"
    ],
    "security": [
     {
      "apiKey": [
       "wallets:read"
      ]
     }
    ],
    "x-owner": {
     "in": "query",
     "fields": [
      "user_id"
     ]
    },
    "parameters": [
     {
      "$ref": "#/components/parameters/UserIdFilter"
     },
     {
      "name": "min_balance",
      "in": "query",
      "description": "Only those with at least this balance, in minor units.",
      "schema": {
       "type": "integer",
       "minimum": 0,
       "maximum": 9007199254740991,
       "default": 0
      }
     },
     {
      "$ref": "#/components/parameters/Limit"
     }
    ],
    "responses": {
     "200": {
      "description": "Wallets by id.",
      "headers": {
       "x-correlation-id": {
        "$ref": "#/components/headers/Correlation"
       }
      },
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/WalletList"
        },
        "example": {
         "wallets": []
        }
       }
      }
     },
     "400": {
      "$ref": "#/components/responses/BadRequest"
     },
     "401": {
      "$ref": "#/components/responses/Unauthenticated"
     },
     "403": {
      "$ref": "#/components/responses/Forbidden"
     },
     "429": {
      "$ref": "#/components/responses/TooMany"
     },
     "default": {
      "$ref": "#/components/responses/Other"
     }
    }
   }
  },
  "/api/v1/wallets/{id}": {
   "x-services": [
    "wallet"
   ],
   "parameters": [
    {
     "$ref": "#/components/parameters/WalletId"
    }
   ],
   "get": {
    "operationId": "getWallet",
    "summary": "A wallet",
    "tags": [
     "wallets"
    ],
    "security": [
     {
      "apiKey": [
       "wallets:read"
      ]
     }
    ],
    "x-owner": {
     "in": "path",
     "of": "wallet"
    },
    "responses": {
     "200": {
      "description": "The wallet as it is.",
      "headers": {
       "x-correlation-id": {
        "$ref": "#/components/headers/Correlation"
       }
      },
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Wallet"
        },
        "example": {
         "wallet_id": "1c2d5f9a-7a52-4b5f-8f0e-2f1a6f0f7c22",
         "user_id": "user_123",
         "currency": "EUR",
         "available": 10000,
         "locked": 0,
         "balance": 10000,
         "frozen": false
        }
       }
      }
     },
     "401": {
      "$ref": "#/components/responses/Unauthenticated"
     },
     "403": {
      "$ref": "#/components/responses/Forbidden"
     },
     "404": {
      "$ref": "#/components/responses/NotFound"
     },
     "429": {
      "$ref": "#/components/responses/TooMany"
     },
     "default": {
      "$ref": "#/components/responses/Other"
     }
    }
   }
  },
  "/api/v1/wallets/{id}/top-up": {
   "x-services": [
    "wallet"
   ],
   "parameters": [
    {
     "$ref": "#/components/parameters/WalletId"
    }
   ],
   "post": {
    "operationId": "topUpWallet",
    "summary": "Pay money into a wallet",
    "description": "Says that money has arrived from outside. Give the scope only to those who may say so.",
    "tags": [
     "wallets"
    ],
    "security": [
     {
      "apiKey": [
       "wallets:write"
      ]
     }
    ],
    "x-owner": {
     "in": "path",
     "of": "wallet"
    },
    "parameters": [
     {
      "$ref": "#/components/parameters/IdempotencyKey"
     }
    ],
    "requestBody": {
     "required": true,
     "content": {
      "application/json": {
       "schema": {
        "$ref": "#/components/schemas/TopUpOrder"
       },
       "example": {
        "amount": 10000,
        "currency": "EUR"
       }
      }
     }
    },
    "responses": {
     "201": {
      "description": "The money is in the wallet.",
      "headers": {
       "x-correlation-id": {
        "$ref": "#/components/headers/Correlation"
       }
      },
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/TopUp"
        },
        "example": {
         "wallet_id": "1c2d5f9a-7a52-4b5f-8f0e-2f1a6f0f7c22",
         "user_id": "user_123",
         "currency": "EUR",
         "available": 10000,
         "locked": 0,
         "balance": 10000,
         "frozen": false,
         "amount": 10000,
         "top_up_id": "3a7c1f52-0f0e-4c63-9d0c-5d6a3a0f1e33"
        }
       }
      }
     },
     "400": {
      "$ref": "#/components/responses/BadRequest"
     },
     "401": {
      "$ref": "#/components/responses/Unauthenticated"
     },
     "403": {
      "$ref": "#/components/responses/Forbidden"
     },
     "404": {
      "$ref": "#/components/responses/NotFound"
     },
     "422": {
      "$ref": "#/components/responses/Unprocessable"
     },
     "429": {
      "$ref": "#/components/responses/TooMany"
     },
     "default": {
      "$ref": "#/components/responses/Other"
     }
    }
   }
  },
  "/api/v1/wallets/{id}/history": {
   "x-services": [
    "wallet"
   ],
   "parameters": [
    {
     "$ref": "#/components/parameters/WalletId"
    }
   ],
   "get": {
    "operationId": "walletHistory",
    "summary": "What has happened to a wallet",
    "tags": [
     "wallets"
    ],
    "security": [
     {
      "apiKey": [
       "wallets:read"
      ]
     }
    ],
    "x-owner": {
     "in": "path",
     "of": "wallet"
    },
    "parameters": [
     {
      "name": "after_version",
      "in": "query",
      "description": "Only what came after this version.",
      "schema": {
       "type": "integer",
       "minimum": 0,
       "maximum": 9007199254740991,
       "default": 0
      }
     },
     {
      "$ref": "#/components/parameters/Limit"
     }
    ],
    "responses": {
     "200": {
      "description": "Events in their order.",
      "headers": {
       "x-correlation-id": {
        "$ref": "#/components/headers/Correlation"
       }
      },
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/WalletHistory"
        },
        "example": {
         "wallet_id": "1c2d5f9a-7a52-4b5f-8f0e-2f1a6f0f7c22",
         "events": [
          {
           "version": 1,
           "event_id": "8b0c6d0e-3c58-4c5b-8a44-7f0f6d2b9a44",
           "event_type": "WalletCreated",
           "occurred_at": "2026-01-01T00:00:00.000Z",
           "data": {
            "wallet_id": "1c2d5f9a-7a52-4b5f-8f0e-2f1a6f0f7c22",
            "user_id": "user_123",
            "currency": "EUR"
           }
          }
         ]
        }
       }
      }
     },
     "400": {
      "$ref": "#/components/responses/BadRequest"
     },
     "401": {
      "$ref": "#/components/responses/Unauthenticated"
     },
     "403": {
      "$ref": "#/components/responses/Forbidden"
     },
     "404": {
      "$ref": "#/components/responses/NotFound"
     },
     "429": {
      "$ref": "#/components/responses/TooMany"
     },
     "default": {
      "$ref": "#/components/responses/Other"
     }
    }
   }
  },
  "/health": {
   "x-services": [
    "payment",
    "wallet",
    "gateway",
    "saga"
   ],
   "get": {
    "operationId": "health",
    "summary": "Whether the service can be used",
    "tags": [
     "operations"
    ],
    "security": [],
    "responses": {
     "200": {
      "description": "It can be used.",
      "headers": {
       "x-correlation-id": {
        "$ref": "#/components/headers/Correlation"
       }
      },
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Readiness"
        },
        "example": {
         "status": "ready",
         "service": "wallet",
         "database": true,
         "consuming": true
        }
       }
      }
     },
     "503": {
      "description": "It can not be used for now.",
      "headers": {
       "x-correlation-id": {
        "$ref": "#/components/headers/Correlation"
       }
      },
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Readiness"
        },
        "example": {
         "status": "not-ready",
         "service": "wallet",
         "database": false,
         "consuming": true
        }
       }
      }
     },
     "default": {
      "$ref": "#/components/responses/Other"
     }
    }
   }
  },
  "/health/ready": {
   "x-services": [
    "payment",
    "wallet",
    "gateway",
    "saga"
   ],
   "get": {
    "operationId": "healthReady",
    "summary": "Readiness probe",
    "tags": [
     "operations"
    ],
    "security": [],
    "responses": {
     "200": {
      "description": "It can be used.",
      "headers": {
       "x-correlation-id": {
        "$ref": "#/components/headers/Correlation"
       }
      },
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Readiness"
        },
        "example": {
         "status": "ready",
         "service": "wallet",
         "database": true,
         "consuming": true
        }
       }
      }
     },
     "503": {
      "description": "It can not be used for now.",
      "headers": {
       "x-correlation-id": {
        "$ref": "#/components/headers/Correlation"
       }
      },
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Readiness"
        },
        "example": {
         "status": "not-ready",
         "service": "wallet",
         "database": false,
         "consuming": true
        }
       }
      }
     },
     "default": {
      "$ref": "#/components/responses/Other"
     }
    }
   }
  },
  "/ready": {
   "x-services": [
    "payment",
    "wallet",
    "gateway",
    "saga"
   ],
   "get": {
    "operationId": "ready",
    "summary": "Readiness probe, by its short name",
    "tags": [
     "operations"
    ],
    "security": [],
    "responses": {
     "200": {
      "description": "It can be used.",
      "headers": {
       "x-correlation-id": {
        "$ref": "#/components/headers/Correlation"
       }
      },
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Readiness"
        },
        "example": {
         "status": "ready",
         "service": "wallet",
         "database": true,
         "consuming": true
        }
       }
      }
     },
     "503": {
      "description": "It can not be used for now.",
      "headers": {
       "x-correlation-id": {
        "$ref": "#/components/headers/Correlation"
       }
      },
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Readiness"
        },
        "example": {
         "status": "not-ready",
         "service": "wallet",
         "database": false,
         "consuming": true
        }
       }
      }
     },
     "default": {
      "$ref": "#/components/responses/Other"
     }
    }
   }
  },
  "/health/live": {
   "x-services": [
    "payment",
    "wallet",
    "gateway",
    "saga"
   ],
   "get": {
    "operationId": "healthLive",
    "summary": "Liveness probe",
    "tags": [
     "operations"
    ],
    "security": [],
    "responses": {
     "200": {
      "description": "It is alive.",
      "headers": {
       "x-correlation-id": {
        "$ref": "#/components/headers/Correlation"
       }
      },
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Liveness"
        },
        "example": {
         "status": "live",
         "service": "wallet"
        }
       }
      }
     },
     "503": {
      "description": "It has to be started again.",
      "headers": {
       "x-correlation-id": {
        "$ref": "#/components/headers/Correlation"
       }
      },
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Liveness"
        },
        "example": {
         "status": "dead",
         "service": "wallet"
        }
       }
      }
     },
     "default": {
      "$ref": "#/components/responses/Other"
     }
    }
   }
  },
  "/live": {
   "x-services": [
    "payment",
    "wallet",
    "gateway",
    "saga"
   ],
   "get": {
    "operationId": "live",
    "summary": "Liveness probe, by its short name",
    "tags": [
     "operations"
    ],
    "security": [],
    "responses": {
     "200": {
      "description": "It is alive.",
      "headers": {
       "x-correlation-id": {
        "$ref": "#/components/headers/Correlation"
       }
      },
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Liveness"
        },
        "example": {
         "status": "live",
         "service": "wallet"
        }
       }
      }
     },
     "503": {
      "description": "It has to be started again.",
      "headers": {
       "x-correlation-id": {
        "$ref": "#/components/headers/Correlation"
       }
      },
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Liveness"
        },
        "example": {
         "status": "dead",
         "service": "wallet"
        }
       }
      }
     },
     "default": {
      "$ref": "#/components/responses/Other"
     }
    }
   }
  },
  "/openapi.json": {
   "x-services": [
    "payment",
    "wallet",
    "gateway",
    "saga"
   ],
   "get": {
    "operationId": "openapi",
    "summary": "This document, as far as the service serves it",
    "tags": [
     "operations"
    ],
    "security": [],
    "responses": {
     "200": {
      "description": "An OpenAPI 3.1 document.",
      "headers": {
       "x-correlation-id": {
        "$ref": "#/components/headers/Correlation"
       }
      },
      "content": {
       "application/json": {
        "schema": {
         "type": "object",
         "additionalProperties": true,
         "required": [
          "openapi",
          "info",
          "paths"
         ],
         "properties": {
          "openapi": {
           "type": "string"
          },
          "info": {
           "type": "object"
          },
          "paths": {
           "type": "object"
          }
         }
        },
        "example": {
         "openapi": "3.1.0",
         "info": {
          "title": "Temblor",
          "version": "1.0.0"
         },
         "paths": {}
        }
       }
      }
     },
     "default": {
      "$ref": "#/components/responses/Other"
     }
    }
   }
  }
 },
 "components": {
  "securitySchemes": {
   "apiKey": {
    "type": "http",
    "scheme": "bearer",
    "bearerFormat": "tmb_<id>_<secret>",
    "description": "An API key. Its scopes: `payments:read`, `payments:write`, `wallets:read`, `wallets:write`, `refunds:write`, and for operators `admin`.\n"
   }
  },
  "schemas": {
   "Name": {
    "description": "The id of a user or a merchant, as they are called elsewhere. Not blank, without control characters.",
    "type": "string",
    "pattern": "^(?=[\\s\\S]*\\S)[^\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\x7f-\\x9f]{1,128}$"
   },
   "Problem": {
    "type": "object",
    "additionalProperties": false,
    "required": [
     "code",
     "message",
     "details"
    ],
    "properties": {
     "code": {
      "type": "string",
      "description": "For programs.",
      "pattern": "^[A-Z][A-Z0-9_]*$"
     },
     "message": {
      "type": "string",
      "description": "For people: what happened, and what to do.",
      "minLength": 1
     },
     "details": {
      "type": "object",
      "additionalProperties": true
     }
    }
   },
   "Error": {
    "type": "object",
    "additionalProperties": false,
    "required": [
     "error"
    ],
    "properties": {
     "error": {
      "$ref": "#/components/schemas/Problem"
     }
    }
   },
   "Uuid": {
    "type": "string",
    "pattern": "^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$"
   },
   "PaymentStatus": {
    "type": "string",
    "enum": [
     "INITIATED",
     "VALIDATED",
     "WALLET_CHECKED",
     "WALLET_DEDUCTED",
     "GATEWAY_PROCESSING",
     "GATEWAY_RETRYING",
     "GATEWAY_FALLBACK",
     "PENDING_REVIEW",
     "COMPLETED",
     "FAILED",
     "CANCELLED"
    ]
   },
   "Amount": {
    "type": "integer",
    "minimum": 1,
    "maximum": 9007199254740991,
    "description": "In minor units."
   },
   "Currency": {
    "type": "string",
    "pattern": "^[A-Z]{3}$",
    "description": "ISO 4217."
   },
   "WalletId": {
    "type": "string",
    "pattern": "^[A-Za-z0-9_-]{1,64}$"
   },
   "Instant": {
    "type": "string",
    "format": "date-time"
   },
   "Payment": {
    "type": "object",
    "additionalProperties": false,
    "required": [
     "payment_id",
     "status",
     "amount",
     "currency",
     "method",
     "user_id",
     "merchant_id",
     "created_at",
     "updated_at"
    ],
    "properties": {
     "payment_id": {
      "$ref": "#/components/schemas/Uuid"
     },
     "status": {
      "$ref": "#/components/schemas/PaymentStatus"
     },
     "amount": {
      "$ref": "#/components/schemas/Amount"
     },
     "currency": {
      "$ref": "#/components/schemas/Currency"
     },
     "method": {
      "type": "string",
      "enum": [
       "wallet",
       "external"
      ]
     },
     "user_id": {
      "type": "string"
     },
     "merchant_id": {
      "type": "string"
     },
     "wallet_id": {
      "$ref": "#/components/schemas/WalletId"
     },
     "description": {
      "type": "string"
     },
     "created_at": {
      "$ref": "#/components/schemas/Instant"
     },
     "updated_at": {
      "$ref": "#/components/schemas/Instant"
     },
     "error": {
      "$ref": "#/components/schemas/Problem",
      "description": "Why it failed or was cancelled."
     }
    }
   },
   "PaymentList": {
    "type": "object",
    "additionalProperties": false,
    "required": [
     "payments"
    ],
    "properties": {
     "payments": {
      "type": "array",
      "items": {
       "$ref": "#/components/schemas/Payment"
      }
     }
    }
   },
   "Text": {
    "description": "Not blank, without control characters other than tab and line breaks.",
    "type": "string",
    "pattern": "^(?=[\\s\\S]*\\S)[^\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\x7f-\\x9f]{1,1000}$"
   },
   "WalletPaymentOrder": {
    "description": "Pays out of a wallet.",
    "type": "object",
    "additionalProperties": false,
    "required": [
     "user_id",
     "merchant_id",
     "amount",
     "currency",
     "method",
     "wallet_id"
    ],
    "properties": {
     "user_id": {
      "$ref": "#/components/schemas/Name"
     },
     "merchant_id": {
      "$ref": "#/components/schemas/Name"
     },
     "amount": {
      "$ref": "#/components/schemas/Amount"
     },
     "currency": {
      "$ref": "#/components/schemas/Currency"
     },
     "method": {
      "const": "wallet"
     },
     "wallet_id": {
      "$ref": "#/components/schemas/WalletId"
     },
     "description": {
      "$ref": "#/components/schemas/Text"
     }
    }
   },
   "ExternalPaymentOrder": {
    "description": "Pays by card at the provider.",
    "type": "object",
    "additionalProperties": false,
    "required": [
     "user_id",
     "merchant_id",
     "amount",
     "currency",
     "method"
    ],
    "properties": {
     "user_id": {
      "$ref": "#/components/schemas/Name"
     },
     "merchant_id": {
      "$ref": "#/components/schemas/Name"
     },
     "amount": {
      "$ref": "#/components/schemas/Amount"
     },
     "currency": {
      "$ref": "#/components/schemas/Currency"
     },
     "method": {
      "const": "external"
     },
     "description": {
      "$ref": "#/components/schemas/Text"
     }
    }
   },
   "PaymentOrder": {
    "oneOf": [
     {
      "$ref": "#/components/schemas/WalletPaymentOrder"
     },
     {
      "$ref": "#/components/schemas/ExternalPaymentOrder"
     }
    ]
   },
   "Cancellation": {
    "type": "object",
    "additionalProperties": false,
    "properties": {
     "reason": {
      "$ref": "#/components/schemas/Text"
     }
    }
   },
   "Balance": {
    "type": "integer",
    "minimum": 0,
    "maximum": 9007199254740991,
    "description": "In minor units."
   },
   "Wallet": {
    "type": "object",
    "additionalProperties": false,
    "required": [
     "wallet_id",
     "user_id",
     "currency",
     "available",
     "locked",
     "balance",
     "frozen"
    ],
    "properties": {
     "wallet_id": {
      "$ref": "#/components/schemas/WalletId"
     },
     "user_id": {
      "type": "string"
     },
     "currency": {
      "$ref": "#/components/schemas/Currency"
     },
     "available": {
      "$ref": "#/components/schemas/Balance",
      "description": "What can be spent."
     },
     "locked": {
      "$ref": "#/components/schemas/Balance",
      "description": "Held for payments that are under way."
     },
     "balance": {
      "$ref": "#/components/schemas/Balance",
      "description": "Available and locked together."
     },
     "frozen": {
      "type": "boolean",
      "description": "Nothing can be paid out of a frozen wallet."
     }
    }
   },
   "WalletList": {
    "type": "object",
    "additionalProperties": false,
    "required": [
     "wallets"
    ],
    "properties": {
     "wallets": {
      "type": "array",
      "items": {
       "$ref": "#/components/schemas/Wallet"
      }
     }
    }
   },
   "WalletOrder": {
    "type": "object",
    "additionalProperties": false,
    "required": [
     "user_id",
     "currency"
    ],
    "properties": {
     "user_id": {
      "$ref": "#/components/schemas/Name"
     },
     "currency": {
      "$ref": "#/components/schemas/Currency"
     }
    }
   },
   "TopUpOrder": {
    "type": "object",
    "additionalProperties": false,
    "required": [
     "amount",
     "currency"
    ],
    "properties": {
     "amount": {
      "$ref": "#/components/schemas/Amount"
     },
     "currency": {
      "$ref": "#/components/schemas/Currency"
     }
    }
   },
   "TopUp": {
    "description": "The wallet after the top-up.",
    "type": "object",
    "additionalProperties": false,
    "required": [
     "wallet_id",
     "user_id",
     "currency",
     "available",
     "locked",
     "balance",
     "frozen",
     "amount",
     "top_up_id"
    ],
    "properties": {
     "wallet_id": {
      "$ref": "#/components/schemas/WalletId"
     },
     "user_id": {
      "type": "string"
     },
     "currency": {
      "$ref": "#/components/schemas/Currency"
     },
     "available": {
      "$ref": "#/components/schemas/Balance"
     },
     "locked": {
      "$ref": "#/components/schemas/Balance"
     },
     "balance": {
      "$ref": "#/components/schemas/Balance"
     },
     "frozen": {
      "type": "boolean"
     },
     "amount": {
      "$ref": "#/components/schemas/Amount"
     },
     "top_up_id": {
      "$ref": "#/components/schemas/Uuid"
     }
    }
   },
   "HistoryEntry": {
    "type": "object",
    "additionalProperties": false,
    "required": [
     "version",
     "event_id",
     "event_type",
     "occurred_at",
     "data"
    ],
    "properties": {
     "version": {
      "type": "integer",
      "minimum": 1
     },
     "event_id": {
      "$ref": "#/components/schemas/Uuid"
     },
     "event_type": {
      "type": "string"
     },
     "occurred_at": {
      "$ref": "#/components/schemas/Instant"
     },
     "data": {
      "type": "object",
      "additionalProperties": true,
      "description": "As in the message of that type."
     }
    }
   },
   "WalletHistory": {
    "type": "object",
    "additionalProperties": false,
    "required": [
     "wallet_id",
     "events"
    ],
    "properties": {
     "wallet_id": {
      "$ref": "#/components/schemas/WalletId"
     },
     "events": {
      "type": "array",
      "items": {
       "$ref": "#/components/schemas/HistoryEntry"
      }
     }
    }
   },
   "Readiness": {
    "type": "object",
    "required": [
     "status",
     "service"
    ],
    "properties": {
     "status": {
      "type": "string",
      "enum": [
       "ready",
       "not-ready"
      ]
     },
     "service": {
      "type": "string"
     }
    },
    "additionalProperties": true
   },
   "Liveness": {
    "type": "object",
    "required": [
     "status",
     "service"
    ],
    "properties": {
     "status": {
      "type": "string",
      "enum": [
       "live",
       "dead"
      ]
     },
     "service": {
      "type": "string"
     }
    },
    "additionalProperties": true
   }
  },
  "parameters": {
   "UserIdFilter": {
    "name": "user_id",
    "in": "query",
    "description": "Only those of this user. With the key of a user this is always that user.",
    "schema": {
     "$ref": "#/components/schemas/Name"
    }
   },
   "Limit": {
    "name": "limit",
    "in": "query",
    "description": "Most entries to answer.",
    "schema": {
     "type": "integer",
     "minimum": 1,
     "maximum": 200,
     "default": 50
    }
   },
   "IdempotencyKey": {
    "name": "Idempotency-Key",
    "in": "header",
    "required": true,
    "description": "Visible ASCII, such as a UUID. Repeat it when you repeat the request.",
    "schema": {
     "type": "string",
     "pattern": "^[\\x21-\\x7e]{1,255}$"
    },
    "example": "0b1f6a1e-52f1-4f6c-9d4e-6b2f4f0f3a10"
   },
   "Wait": {
    "name": "wait",
    "in": "query",
    "description": "Seconds to wait for the outcome, at most 30. The answer comes as soon as there is one.",
    "schema": {
     "type": "integer",
     "minimum": 0,
     "maximum": 30,
     "default": 0
    }
   },
   "PaymentId": {
    "name": "id",
    "in": "path",
    "required": true,
    "schema": {
     "$ref": "#/components/schemas/Uuid"
    },
    "example": "5f0c2f7e-0d5e-4f43-8d3f-0d8c2f5a9b11"
   },
   "WalletId": {
    "name": "id",
    "in": "path",
    "required": true,
    "schema": {
     "$ref": "#/components/schemas/WalletId"
    },
    "example": "1c2d5f9a-7a52-4b5f-8f0e-2f1a6f0f7c22"
   }
  },
  "headers": {
   "Correlation": {
    "description": "The id under which the traces of this request are found.",
    "schema": {
     "type": "string",
     "format": "uuid"
    }
   }
  },
  "responses": {
   "Other": {
    "description": "What any operation may answer: 405 (METHOD_NOT_ALLOWED), 408 (REQUEST_TIMEOUT), 413 (BODY_TOO_LARGE), 414 (URL_TOO_LONG),\n415 (UNSUPPORTED_MEDIA_TYPE), 431 (HEADERS_TOO_LARGE), 500 (INTERNAL), 503 (UNAVAILABLE: repeat the request with the same Idempotency-Key).\n",
    "headers": {
     "x-correlation-id": {
      "$ref": "#/components/headers/Correlation"
     }
    },
    "content": {
     "application/json": {
      "schema": {
       "$ref": "#/components/schemas/Error"
      },
      "example": {
       "error": {
        "code": "UNSUPPORTED_MEDIA_TYPE",
        "message": "Unsupported Media Type: text/plain",
        "details": {}
       }
      }
     }
    }
   },
   "BadRequest": {
    "description": "The request is not valid. The details name each field that is wrong, and what it must be.",
    "headers": {
     "x-correlation-id": {
      "$ref": "#/components/headers/Correlation"
     }
    },
    "content": {
     "application/json": {
      "schema": {
       "$ref": "#/components/schemas/Error"
      },
      "example": {
       "error": {
        "code": "VALIDATION_FAILED",
        "message": "The request is not valid: amount must be a positive integer in minor units.",
        "details": {
         "fields": {
          "amount": "must be a positive integer in minor units"
         }
        }
       }
      }
     }
    }
   },
   "Unauthenticated": {
    "description": "There is no API key, or it is not (or no longer) in force.",
    "headers": {
     "x-correlation-id": {
      "$ref": "#/components/headers/Correlation"
     }
    },
    "content": {
     "application/json": {
      "schema": {
       "$ref": "#/components/schemas/Error"
      },
      "example": {
       "error": {
        "code": "UNAUTHENTICATED",
        "message": "The API key is not valid, has expired or was revoked.",
        "details": {}
       }
      }
     }
    }
   },
   "Forbidden": {
    "description": "The API key lacks the scope of the operation, or acts for somebody else.",
    "headers": {
     "x-correlation-id": {
      "$ref": "#/components/headers/Correlation"
     }
    },
    "content": {
     "application/json": {
      "schema": {
       "$ref": "#/components/schemas/Error"
      },
      "example": {
       "error": {
        "code": "FORBIDDEN",
        "message": "This API key lacks the scope payments:write.",
        "details": {
         "required_scope": "payments:write"
        }
       }
      }
     }
    }
   },
   "TooMany": {
    "description": "The API key has used up its requests for now. `Retry-After` says for how many seconds.",
    "headers": {
     "x-correlation-id": {
      "$ref": "#/components/headers/Correlation"
     },
     "retry-after": {
      "description": "Seconds until the next try makes sense.",
      "schema": {
       "type": "integer",
       "minimum": 1
      }
     }
    },
    "content": {
     "application/json": {
      "schema": {
       "$ref": "#/components/schemas/Error"
      },
      "example": {
       "error": {
        "code": "RATE_LIMITED",
        "message": "This API key has used up its requests. Try again in 1 s.",
        "details": {
         "retry_after_ms": 240
        }
       }
      }
     }
    }
   },
   "Unprocessable": {
    "description": "The request is well formed, but can not be done; or its Idempotency-Key was used for another request (IDEMPOTENCY_KEY_REUSED).",
    "headers": {
     "x-correlation-id": {
      "$ref": "#/components/headers/Correlation"
     }
    },
    "content": {
     "application/json": {
      "schema": {
       "$ref": "#/components/schemas/Error"
      },
      "example": {
       "error": {
        "code": "IDEMPOTENCY_KEY_REUSED",
        "message": "This Idempotency-Key was used for a different request. Use a new key for a new request.",
        "details": {}
       }
      }
     }
    }
   },
   "NotFound": {
    "description": "There is no such thing, or it belongs to somebody else.",
    "headers": {
     "x-correlation-id": {
      "$ref": "#/components/headers/Correlation"
     }
    },
    "content": {
     "application/json": {
      "schema": {
       "$ref": "#/components/schemas/Error"
      },
      "example": {
       "error": {
        "code": "PAYMENT_NOT_FOUND",
        "message": "There is no payment 5f0c2f7e-0d5e-4f43-8d3f-0d8c2f5a9b11.",
        "details": {}
       }
      }
     }
    }
   },
   "Conflict": {
    "description": "Things are in a state in which this can not be done.",
    "headers": {
     "x-correlation-id": {
      "$ref": "#/components/headers/Correlation"
     }
    },
    "content": {
     "application/json": {
      "schema": {
       "$ref": "#/components/schemas/Error"
      },
      "example": {
       "error": {
        "code": "NOT_CANCELLABLE",
        "message": "The payment is COMPLETED; it can not be cancelled any more.",
        "details": {
         "status": "COMPLETED"
        }
       }
      }
     }
    }
   }
  }
 }
};
