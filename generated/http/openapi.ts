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
  },
  {
   "url": "http://localhost:3005",
   "description": "metrics service"
  },
  {
   "url": "http://localhost:3006",
   "description": "recovery service"
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
      "user_id",
      "merchant_id"
     ]
    },
    "parameters": [
     {
      "$ref": "#/components/parameters/UserIdFilter"
     },
     {
      "name": "merchant_id",
      "in": "query",
      "description": "Only those to this merchant. With the key of a merchant this is always that merchant.",
      "schema": {
       "$ref": "#/components/schemas/Name"
      }
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
       "$ref": "#/components/schemas/PaymentStatus"
      }
     },
     {
      "$ref": "#/components/parameters/CursorUuid"
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
    "description": "Accepted until a provider was asked to move the money. Without `wait`, accepted does not mean cancelled: what was under way may be too far\nby then; see the payment. With `wait` the answer is the outcome: 200 when it was cancelled, 409 when it was too late.\n",
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
    "parameters": [
     {
      "$ref": "#/components/parameters/Wait"
     }
    ],
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
     "200": {
      "description": "The payment was cancelled.",
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
  "/api/v1/payments/{id}/refunds": {
   "x-services": [
    "payment"
   ],
   "parameters": [
    {
     "$ref": "#/components/parameters/PaymentId"
    }
   ],
   "post": {
    "operationId": "refundPayment",
    "summary": "Give back what was paid",
    "description": "Part of a completed payment or all of it, as often as there is something left. Accepted does not mean done: the provider gives the money back; see the refunds.\n",
    "tags": [
     "refunds"
    ],
    "security": [
     {
      "apiKey": [
       "refunds:write"
      ]
     }
    ],
    "x-owner": {
     "in": "path",
     "of": "payment"
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
        "$ref": "#/components/schemas/RefundOrder"
       },
       "example": {
        "amount": 500,
        "reason": "one of two items was returned"
       }
      }
     }
    },
    "responses": {
     "202": {
      "description": "The refund is accepted.",
      "headers": {
       "x-correlation-id": {
        "$ref": "#/components/headers/Correlation"
       }
      },
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Refund"
        },
        "example": {
         "refund_id": "8b0c6d0e-3c58-4c5b-8a44-7f0f6d2b9a44",
         "payment_id": "5f0c2f7e-0d5e-4f43-8d3f-0d8c2f5a9b11",
         "status": "REQUESTED",
         "amount": 500,
         "currency": "EUR",
         "reason": "one of two items was returned",
         "created_at": "2026-01-01T00:10:00.000Z",
         "updated_at": "2026-01-01T00:10:00.000Z"
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
    "operationId": "listRefunds",
    "summary": "The refunds of a payment",
    "tags": [
     "refunds"
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
    "responses": {
     "200": {
      "description": "Refunds.",
      "headers": {
       "x-correlation-id": {
        "$ref": "#/components/headers/Correlation"
       }
      },
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/RefundList"
        },
        "example": {
         "refunds": [
          {
           "refund_id": "8b0c6d0e-3c58-4c5b-8a44-7f0f6d2b9a44",
           "payment_id": "5f0c2f7e-0d5e-4f43-8d3f-0d8c2f5a9b11",
           "status": "REQUESTED",
           "amount": 500,
           "currency": "EUR",
           "reason": "one of two items was returned",
           "created_at": "2026-01-01T00:10:00.000Z",
           "updated_at": "2026-01-01T00:10:00.000Z"
          }
         ]
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
  "/api/v1/sagas": {
   "x-services": [
    "saga"
   ],
   "get": {
    "operationId": "listSagas",
    "summary": "Sagas",
    "tags": [
     "admin"
    ],
    "security": [
     {
      "apiKey": [
       "admin"
      ]
     }
    ],
    "parameters": [
     {
      "name": "state",
      "in": "query",
      "description": "Only those in this state; without it, those that have not ended.",
      "schema": {
       "$ref": "#/components/schemas/SagaState"
      }
     },
     {
      "name": "stuck",
      "in": "query",
      "description": "Only those of which it was told that they are stuck.",
      "schema": {
       "type": "string",
       "enum": [
        "true"
       ]
      }
     },
     {
      "name": "wallet_id",
      "in": "query",
      "description": "Only those that pay out of this wallet.",
      "schema": {
       "$ref": "#/components/schemas/Name"
      }
     },
     {
      "$ref": "#/components/parameters/CursorUuid"
     },
     {
      "$ref": "#/components/parameters/Limit"
     }
    ],
    "responses": {
     "200": {
      "description": "Sagas.",
      "headers": {
       "x-correlation-id": {
        "$ref": "#/components/headers/Correlation"
       }
      },
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/SagaList"
        },
        "example": {
         "sagas": []
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
  "/api/v1/sagas/{id}": {
   "x-services": [
    "saga"
   ],
   "parameters": [
    {
     "$ref": "#/components/parameters/EntryId"
    }
   ],
   "get": {
    "operationId": "getSaga",
    "summary": "A saga with all that it has said",
    "tags": [
     "admin"
    ],
    "security": [
     {
      "apiKey": [
       "admin"
      ]
     }
    ],
    "responses": {
     "200": {
      "description": "The saga.",
      "headers": {
       "x-correlation-id": {
        "$ref": "#/components/headers/Correlation"
       }
      },
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Saga"
        },
        "example": {
         "saga_id": "8b0c6d0e-3c58-4c5b-8a44-7f0f6d2b9a44",
         "payment_id": "5f0c2f7e-0d5e-4f43-8d3f-0d8c2f5a9b11",
         "method": "wallet",
         "wallet_id": "w1",
         "merchant_id": "shop_7",
         "amount": 500,
         "currency": "EUR",
         "state": "AWAITING_GATEWAY",
         "state_since": "2026-01-01T00:00:00.000Z",
         "compensating": false,
         "attempts": 0,
         "stuck": false
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
  "/api/v1/admin/read-models/saga_projections/rebuild": {
   "x-services": [
    "saga"
   ],
   "post": {
    "operationId": "rebuildSagaProjections",
    "summary": "Make the overviews of payments over all services anew",
    "tags": [
     "admin"
    ],
    "security": [
     {
      "apiKey": [
       "admin"
      ]
     }
    ],
    "responses": {
     "200": {
      "description": "What was done.",
      "headers": {
       "x-correlation-id": {
        "$ref": "#/components/headers/Correlation"
       }
      },
      "content": {
       "application/json": {
        "schema": {
         "type": "object",
         "additionalProperties": true
        },
        "example": {}
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
  "/api/v1/admin/sagas": {
   "x-services": [
    "saga"
   ],
   "get": {
    "operationId": "listSagasForOperators",
    "summary": "Sagas, beside what operators may do with them",
    "tags": [
     "admin"
    ],
    "security": [
     {
      "apiKey": [
       "admin"
      ]
     }
    ],
    "parameters": [
     {
      "name": "state",
      "in": "query",
      "description": "Only those in this state; without it, those that have not ended.",
      "schema": {
       "$ref": "#/components/schemas/SagaState"
      }
     },
     {
      "name": "stuck",
      "in": "query",
      "description": "Only those of which it was told that they are stuck.",
      "schema": {
       "type": "string",
       "enum": [
        "true"
       ]
      }
     },
     {
      "name": "wallet_id",
      "in": "query",
      "description": "Only those that pay out of this wallet.",
      "schema": {
       "$ref": "#/components/schemas/Name"
      }
     },
     {
      "$ref": "#/components/parameters/CursorUuid"
     },
     {
      "$ref": "#/components/parameters/Limit"
     }
    ],
    "responses": {
     "200": {
      "description": "Sagas.",
      "headers": {
       "x-correlation-id": {
        "$ref": "#/components/headers/Correlation"
       }
      },
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/SagaList"
        },
        "example": {
         "sagas": []
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
  "/api/v1/admin/sagas/{id}": {
   "x-services": [
    "saga"
   ],
   "parameters": [
    {
     "$ref": "#/components/parameters/EntryId"
    }
   ],
   "get": {
    "operationId": "getSagaForOperators",
    "summary": "A saga with all that it has said, beside what operators may do with it",
    "tags": [
     "admin"
    ],
    "security": [
     {
      "apiKey": [
       "admin"
      ]
     }
    ],
    "responses": {
     "200": {
      "description": "The saga.",
      "headers": {
       "x-correlation-id": {
        "$ref": "#/components/headers/Correlation"
       }
      },
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Saga"
        },
        "example": {
         "saga_id": "8b0c6d0e-3c58-4c5b-8a44-7f0f6d2b9a44",
         "payment_id": "5f0c2f7e-0d5e-4f43-8d3f-0d8c2f5a9b11",
         "method": "wallet",
         "wallet_id": "w1",
         "merchant_id": "shop_7",
         "amount": 500,
         "currency": "EUR",
         "state": "AWAITING_GATEWAY",
         "state_since": "2026-01-01T00:00:00.000Z",
         "compensating": false,
         "attempts": 0,
         "stuck": false
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
  "/api/v1/admin/sagas/{id}/recover": {
   "x-services": [
    "saga"
   ],
   "parameters": [
    {
     "$ref": "#/components/parameters/EntryId"
    }
   ],
   "post": {
    "operationId": "recoverSaga",
    "summary": "Do something about a saga that does not go on",
    "tags": [
     "admin"
    ],
    "security": [
     {
      "apiKey": [
       "admin"
      ]
     }
    ],
    "requestBody": {
     "required": false,
     "content": {
      "application/json": {
       "schema": {
        "$ref": "#/components/schemas/SagaRecovery"
       },
       "example": {
        "action": "continue"
       }
      }
     }
    },
    "responses": {
     "200": {
      "description": "The saga afterwards.",
      "headers": {
       "x-correlation-id": {
        "$ref": "#/components/headers/Correlation"
       }
      },
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Saga"
        },
        "example": {
         "saga_id": "8b0c6d0e-3c58-4c5b-8a44-7f0f6d2b9a44",
         "payment_id": "5f0c2f7e-0d5e-4f43-8d3f-0d8c2f5a9b11",
         "method": "wallet",
         "wallet_id": "w1",
         "merchant_id": "shop_7",
         "amount": 500,
         "currency": "EUR",
         "state": "AWAITING_GATEWAY",
         "state_since": "2026-01-01T00:00:00.000Z",
         "compensating": false,
         "attempts": 0,
         "stuck": false
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
         "decimals": 2,
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
         "decimals": 2,
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
      "name": "currency",
      "in": "query",
      "description": "Only those in this currency.",
      "schema": {
       "$ref": "#/components/schemas/Currency"
      }
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
      "$ref": "#/components/parameters/Cursor"
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
    "parameters": [
     {
      "name": "at",
      "in": "query",
      "description": "The wallet as it was: after that many of its events, or at that instant.",
      "schema": {
       "oneOf": [
        {
         "type": "string",
         "pattern": "^[1-9][0-9]{0,14}$"
        },
        {
         "$ref": "#/components/schemas/Instant"
        }
       ]
      },
      "example": "2026-01-31T12:00:00Z"
     }
    ],
    "responses": {
     "200": {
      "description": "The wallet as it is, or was.",
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
         "decimals": 2,
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
         "decimals": 2,
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
      "name": "cursor",
      "in": "query",
      "description": "The `next_cursor` of the page before; or a version, for what came after it.",
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
  "/api/v1/wallets/{id}/freeze": {
   "x-services": [
    "wallet"
   ],
   "parameters": [
    {
     "$ref": "#/components/parameters/WalletId"
    }
   ],
   "post": {
    "operationId": "freezeWallet",
    "summary": "Freeze a wallet",
    "description": "Nothing can be paid out of it until it is unfrozen; what is held already is settled or given back as usual.",
    "tags": [
     "wallets"
    ],
    "security": [
     {
      "apiKey": [
       "admin"
      ]
     }
    ],
    "requestBody": {
     "required": true,
     "content": {
      "application/json": {
       "schema": {
        "$ref": "#/components/schemas/Freeze"
       },
       "example": {
        "reason": "suspected fraud"
       }
      }
     }
    },
    "responses": {
     "200": {
      "description": "The wallet as it is now.",
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
         "decimals": 2,
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
  "/api/v1/wallets/{id}/unfreeze": {
   "x-services": [
    "wallet"
   ],
   "parameters": [
    {
     "$ref": "#/components/parameters/WalletId"
    }
   ],
   "post": {
    "operationId": "unfreezeWallet",
    "summary": "Unfreeze a wallet",
    "description": "Does nothing to a wallet that is not frozen.",
    "tags": [
     "wallets"
    ],
    "security": [
     {
      "apiKey": [
       "admin"
      ]
     }
    ],
    "requestBody": {
     "required": true,
     "content": {
      "application/json": {
       "schema": {
        "$ref": "#/components/schemas/Freeze"
       },
       "example": {
        "reason": "suspected fraud"
       }
      }
     }
    },
    "responses": {
     "200": {
      "description": "The wallet as it is now.",
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
         "decimals": 2,
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
  "/api/v1/webhooks/{provider}": {
   "x-services": [
    "gateway"
   ],
   "parameters": [
    {
     "name": "provider",
     "in": "path",
     "required": true,
     "schema": {
      "type": "string",
      "enum": [
       "stripe",
       "paypal",
       "adyen"
      ]
     },
     "example": "stripe"
    }
   ],
   "post": {
    "operationId": "receiveWebhook",
    "summary": "What a payment provider tells us",
    "description": "Signed by the provider instead of an API key: `provider-signature: t=<unix seconds>,v1=<hex HMAC-SHA256 of \"t.body\">`, not older than five minutes.\nThe same webhook may come any number of times, and in any order.\n",
    "tags": [
     "webhooks"
    ],
    "security": [],
    "parameters": [
     {
      "name": "provider-signature",
      "in": "header",
      "required": true,
      "schema": {
       "type": "string",
       "pattern": "^t=[0-9]{1,15},v1=[0-9a-f]{64}$"
      },
      "example": "t=1767225600,v1=0000000000000000000000000000000000000000000000000000000000000000"
     }
    ],
    "requestBody": {
     "required": true,
     "content": {
      "application/json": {
       "schema": {
        "$ref": "#/components/schemas/Webhook"
       },
       "example": {
        "id": "evt_1",
        "type": "charge.succeeded",
        "created": 1767225600,
        "data": {
         "id": "ch_1"
        }
       }
      }
     }
    },
    "responses": {
     "200": {
      "description": "It was received, now or before.",
      "headers": {
       "x-correlation-id": {
        "$ref": "#/components/headers/Correlation"
       }
      },
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/WebhookReceipt"
        },
        "example": {
         "received": true,
         "outcome": "taken"
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
     "404": {
      "$ref": "#/components/responses/NotFound"
     },
     "default": {
      "$ref": "#/components/responses/Other"
     }
    }
   }
  },
  "/api/v1/admin/reconciliation": {
   "x-services": [
    "gateway"
   ],
   "get": {
    "operationId": "reconcile",
    "summary": "What does not agree between our books and the providers'",
    "description": "Asks each provider for its charges and compares them with ours. Nothing is changed.\nA provider that can't be asked is named in `unread`, and nothing is said about it.\n",
    "tags": [
     "admin"
    ],
    "security": [
     {
      "apiKey": [
       "admin"
      ]
     }
    ],
    "parameters": [
     {
      "name": "since",
      "in": "query",
      "description": "Charges that were created from then on; a day back by default.",
      "schema": {
       "$ref": "#/components/schemas/Instant"
      }
     }
    ],
    "responses": {
     "200": {
      "description": "The report.",
      "headers": {
       "x-correlation-id": {
        "$ref": "#/components/headers/Correlation"
       }
      },
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/ReconciliationReport"
        },
        "example": {
         "since": "2026-01-01T00:00:00.000Z",
         "providers": [
          {
           "provider": "stripe",
           "charges": 12,
           "paid": 11
          }
         ],
         "unread": [],
         "discrepancies": [],
         "voiding": []
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
  "/api/v1/admin/reconciliation/void-surplus": {
   "x-services": [
    "gateway"
   ],
   "post": {
    "operationId": "voidSurplus",
    "summary": "Reconcile, and give back what was charged after it had been given up",
    "tags": [
     "admin"
    ],
    "security": [
     {
      "apiKey": [
       "admin"
      ]
     }
    ],
    "requestBody": {
     "required": true,
     "content": {
      "application/json": {
       "schema": {
        "$ref": "#/components/schemas/ReconciliationOrder"
       },
       "example": {
        "since": "2026-01-01T00:00:00.000Z"
       }
      }
     }
    },
    "responses": {
     "200": {
      "description": "The report.",
      "headers": {
       "x-correlation-id": {
        "$ref": "#/components/headers/Correlation"
       }
      },
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/ReconciliationReport"
        },
        "example": {
         "since": "2026-01-01T00:00:00.000Z",
         "providers": [
          {
           "provider": "stripe",
           "charges": 12,
           "paid": 11
          }
         ],
         "unread": [],
         "discrepancies": [],
         "voiding": []
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
  "/api/v1/admin/dead-letters": {
   "x-services": [
    "payment",
    "wallet",
    "gateway",
    "saga",
    "metrics",
    "recovery"
   ],
   "get": {
    "operationId": "listDeadLetters",
    "summary": "Messages that could not be handled, oldest first",
    "tags": [
     "admin"
    ],
    "security": [
     {
      "apiKey": [
       "admin"
      ]
     }
    ],
    "parameters": [
     {
      "name": "state",
      "in": "query",
      "description": "Only those in this state.",
      "schema": {
       "type": "string",
       "enum": [
        "waiting",
        "redriven",
        "discarded",
        "any"
       ],
       "default": "waiting"
      }
     },
     {
      "name": "topic",
      "in": "query",
      "description": "Only those of this topic.",
      "schema": {
       "$ref": "#/components/schemas/Name"
      }
     },
     {
      "name": "event_type",
      "in": "query",
      "description": "Only messages of this type.",
      "schema": {
       "$ref": "#/components/schemas/Name"
      }
     },
     {
      "name": "cause",
      "in": "query",
      "description": "Only those that failed so.",
      "schema": {
       "type": "string",
       "enum": [
        "unreadable",
        "temporary",
        "failed"
       ]
      }
     },
     {
      "name": "key",
      "in": "query",
      "description": "Only those with this key.",
      "schema": {
       "$ref": "#/components/schemas/Name"
      }
     },
     {
      "$ref": "#/components/parameters/CursorUuid"
     },
     {
      "$ref": "#/components/parameters/Limit"
     }
    ],
    "responses": {
     "200": {
      "description": "Dead letters.",
      "headers": {
       "x-correlation-id": {
        "$ref": "#/components/headers/Correlation"
       }
      },
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/DeadLetterList"
        },
        "example": {
         "dead_letters": []
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
  "/api/v1/admin/dead-letters/{id}": {
   "x-services": [
    "payment",
    "wallet",
    "gateway",
    "saga",
    "metrics",
    "recovery"
   ],
   "parameters": [
    {
     "$ref": "#/components/parameters/EntryId"
    }
   ],
   "get": {
    "operationId": "getDeadLetter",
    "summary": "A dead letter with its message",
    "tags": [
     "admin"
    ],
    "security": [
     {
      "apiKey": [
       "admin"
      ]
     }
    ],
    "responses": {
     "200": {
      "description": "The dead letter.",
      "headers": {
       "x-correlation-id": {
        "$ref": "#/components/headers/Correlation"
       }
      },
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/DeadLetter"
        },
        "example": {
         "dead_letter_id": "8b0c6d0e-3c58-4c5b-8a44-7f0f6d2b9a44",
         "topic": "wallet-commands.v1",
         "partition": 0,
         "offset": "41",
         "cause": "unreadable",
         "reason": "The message does not match its contract.",
         "attempts": 1,
         "redrives": 0,
         "state": "waiting",
         "first_failed_at": "2026-01-01T00:00:00.000Z",
         "last_failed_at": "2026-01-01T00:00:00.000Z"
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
  "/api/v1/admin/dead-letters/{id}/redrive": {
   "x-services": [
    "payment",
    "wallet",
    "gateway",
    "saga",
    "metrics",
    "recovery"
   ],
   "parameters": [
    {
     "$ref": "#/components/parameters/EntryId"
    }
   ],
   "post": {
    "operationId": "redriveDeadLetter",
    "summary": "Handle a dead letter once more",
    "tags": [
     "admin"
    ],
    "security": [
     {
      "apiKey": [
       "admin"
      ]
     }
    ],
    "responses": {
     "200": {
      "description": "It was handled, now or before.",
      "headers": {
       "x-correlation-id": {
        "$ref": "#/components/headers/Correlation"
       }
      },
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/DeadLetterEnd"
        },
        "example": {
         "dead_letter_id": "8b0c6d0e-3c58-4c5b-8a44-7f0f6d2b9a44",
         "state": "redriven",
         "outcome": "redriven"
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
  "/api/v1/admin/dead-letters/redrive": {
   "x-services": [
    "payment",
    "wallet",
    "gateway",
    "saga",
    "metrics",
    "recovery"
   ],
   "post": {
    "operationId": "redriveDeadLetters",
    "summary": "Handle all waiting dead letters that match once more",
    "description": "Those of one key in the order in which they failed; when one fails again, the later ones of its key are left alone.",
    "tags": [
     "admin"
    ],
    "security": [
     {
      "apiKey": [
       "admin"
      ]
     }
    ],
    "parameters": [
     {
      "name": "topic",
      "in": "query",
      "description": "Only those of this topic.",
      "schema": {
       "$ref": "#/components/schemas/Name"
      }
     },
     {
      "name": "event_type",
      "in": "query",
      "description": "Only messages of this type.",
      "schema": {
       "$ref": "#/components/schemas/Name"
      }
     },
     {
      "name": "cause",
      "in": "query",
      "description": "Only those that failed so.",
      "schema": {
       "type": "string",
       "enum": [
        "unreadable",
        "temporary",
        "failed"
       ]
      }
     },
     {
      "name": "key",
      "in": "query",
      "description": "Only those with this key.",
      "schema": {
       "$ref": "#/components/schemas/Name"
      }
     },
     {
      "$ref": "#/components/parameters/RedriveLimit"
     }
    ],
    "responses": {
     "200": {
      "description": "What became of each.",
      "headers": {
       "x-correlation-id": {
        "$ref": "#/components/headers/Correlation"
       }
      },
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/RedriveReport"
        },
        "example": {
         "redriven": 0,
         "failed": 0,
         "results": []
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
  "/api/v1/admin/dead-letters/{id}/discard": {
   "x-services": [
    "payment",
    "wallet",
    "gateway",
    "saga",
    "metrics",
    "recovery"
   ],
   "parameters": [
    {
     "$ref": "#/components/parameters/EntryId"
    }
   ],
   "post": {
    "operationId": "discardDeadLetter",
    "summary": "Give a dead letter up",
    "tags": [
     "admin"
    ],
    "security": [
     {
      "apiKey": [
       "admin"
      ]
     }
    ],
    "requestBody": {
     "required": true,
     "content": {
      "application/json": {
       "schema": {
        "$ref": "#/components/schemas/Reason"
       },
       "example": {
        "reason": "was done by hand"
       }
      }
     }
    },
    "responses": {
     "200": {
      "description": "It was done.",
      "headers": {
       "x-correlation-id": {
        "$ref": "#/components/headers/Correlation"
       }
      },
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/DeadLetterEnd"
        },
        "example": {
         "dead_letter_id": "8b0c6d0e-3c58-4c5b-8a44-7f0f6d2b9a44",
         "state": "discarded"
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
  "/api/v1/admin/errors": {
   "x-services": [
    "payment",
    "wallet",
    "gateway",
    "saga",
    "metrics",
    "recovery"
   ],
   "get": {
    "operationId": "listErrors",
    "summary": "What a person has to look at, oldest first",
    "tags": [
     "admin"
    ],
    "security": [
     {
      "apiKey": [
       "admin"
      ]
     }
    ],
    "parameters": [
     {
      "name": "state",
      "in": "query",
      "description": "Only those in this state.",
      "schema": {
       "type": "string",
       "enum": [
        "open",
        "resolved",
        "any"
       ],
       "default": "open"
      }
     },
     {
      "name": "kind",
      "in": "query",
      "description": "Only those of this kind.",
      "schema": {
       "$ref": "#/components/schemas/Name"
      }
     },
     {
      "name": "aggregate_id",
      "in": "query",
      "description": "Only those about this thing.",
      "schema": {
       "$ref": "#/components/schemas/Name"
      }
     },
     {
      "$ref": "#/components/parameters/CursorUuid"
     },
     {
      "$ref": "#/components/parameters/Limit"
     }
    ],
    "responses": {
     "200": {
      "description": "Errors.",
      "headers": {
       "x-correlation-id": {
        "$ref": "#/components/headers/Correlation"
       }
      },
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/ErrorList"
        },
        "example": {
         "errors": []
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
  "/api/v1/admin/errors/{id}": {
   "x-services": [
    "payment",
    "wallet",
    "gateway",
    "saga",
    "metrics",
    "recovery"
   ],
   "parameters": [
    {
     "$ref": "#/components/parameters/EntryId"
    }
   ],
   "get": {
    "operationId": "getError",
    "summary": "An error",
    "tags": [
     "admin"
    ],
    "security": [
     {
      "apiKey": [
       "admin"
      ]
     }
    ],
    "responses": {
     "200": {
      "description": "The error.",
      "headers": {
       "x-correlation-id": {
        "$ref": "#/components/headers/Correlation"
       }
      },
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/ErrorEntry"
        },
        "example": {
         "error_id": "8b0c6d0e-3c58-4c5b-8a44-7f0f6d2b9a44",
         "kind": "dead-letter",
         "reason": "The message does not match its contract.",
         "detail": {},
         "occurred_at": "2026-01-01T00:00:00.000Z"
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
  "/api/v1/admin/errors/{id}/resolve": {
   "x-services": [
    "payment",
    "wallet",
    "gateway",
    "saga",
    "metrics",
    "recovery"
   ],
   "parameters": [
    {
     "$ref": "#/components/parameters/EntryId"
    }
   ],
   "post": {
    "operationId": "resolveError",
    "summary": "Say that an error is settled, and how",
    "tags": [
     "admin"
    ],
    "security": [
     {
      "apiKey": [
       "admin"
      ]
     }
    ],
    "requestBody": {
     "required": true,
     "content": {
      "application/json": {
       "schema": {
        "$ref": "#/components/schemas/Resolution"
       },
       "example": {
        "resolution": "corrected by hand"
       }
      }
     }
    },
    "responses": {
     "200": {
      "description": "It was done.",
      "headers": {
       "x-correlation-id": {
        "$ref": "#/components/headers/Correlation"
       }
      },
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/ErrorEnd"
        },
        "example": {
         "error_id": "8b0c6d0e-3c58-4c5b-8a44-7f0f6d2b9a44",
         "resolution": "corrected by hand"
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
  "/api/v1/admin/outbox": {
   "x-services": [
    "payment",
    "wallet",
    "gateway",
    "saga",
    "metrics",
    "recovery"
   ],
   "get": {
    "operationId": "outboxState",
    "summary": "What waits to be published",
    "tags": [
     "admin"
    ],
    "security": [
     {
      "apiKey": [
       "admin"
      ]
     }
    ],
    "responses": {
     "200": {
      "description": "The state of the outbox.",
      "headers": {
       "x-correlation-id": {
        "$ref": "#/components/headers/Correlation"
       }
      },
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/OutboxState"
        },
        "example": {
         "pending": 0,
         "lag_ms": 0,
         "by_type": []
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
  "/api/v1/admin/outbox/latency": {
   "x-services": [
    "payment",
    "wallet",
    "gateway",
    "saga",
    "metrics",
    "recovery"
   ],
   "get": {
    "operationId": "outboxLatency",
    "summary": "How long publishing takes",
    "description": "Reads all that was published and is still kept; for a person who asks.",
    "tags": [
     "admin"
    ],
    "security": [
     {
      "apiKey": [
       "admin"
      ]
     }
    ],
    "responses": {
     "200": {
      "description": "From commit to acknowledgement, by topic and type.",
      "headers": {
       "x-correlation-id": {
        "$ref": "#/components/headers/Correlation"
       }
      },
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/OutboxLatency"
        },
        "example": {
         "by_type": []
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
  "/api/v1/admin/outbox/retry": {
   "x-services": [
    "payment",
    "wallet",
    "gateway",
    "saga",
    "metrics",
    "recovery"
   ],
   "post": {
    "operationId": "retryOutbox",
    "summary": "Publish what waits now",
    "tags": [
     "admin"
    ],
    "security": [
     {
      "apiKey": [
       "admin"
      ]
     }
    ],
    "responses": {
     "200": {
      "description": "The state of the outbox just after the push.",
      "headers": {
       "x-correlation-id": {
        "$ref": "#/components/headers/Correlation"
       }
      },
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/OutboxState"
        },
        "example": {
         "pending": 0,
         "lag_ms": 0,
         "by_type": []
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
  "/api/v1/admin/wallets/check": {
   "x-services": [
    "wallet"
   ],
   "post": {
    "operationId": "checkWallets",
    "summary": "Compare wallets with their events, and correct them",
    "tags": [
     "admin"
    ],
    "security": [
     {
      "apiKey": [
       "admin"
      ]
     }
    ],
    "requestBody": {
     "required": false,
     "content": {
      "application/json": {
       "schema": {
        "$ref": "#/components/schemas/WalletCheck"
       },
       "example": {
        "mode": "full"
       }
      }
     }
    },
    "responses": {
     "200": {
      "description": "What was found.",
      "headers": {
       "x-correlation-id": {
        "$ref": "#/components/headers/Correlation"
       }
      },
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/WalletCheckReport"
        },
        "example": {
         "checked": 12,
         "events": 80,
         "inconsistencies": []
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
  "/api/v1/admin/wallets/rebuild": {
   "x-services": [
    "wallet"
   ],
   "post": {
    "operationId": "rebuildWallets",
    "summary": "Make all wallets anew from their events",
    "tags": [
     "admin"
    ],
    "security": [
     {
      "apiKey": [
       "admin"
      ]
     }
    ],
    "responses": {
     "200": {
      "description": "What differed.",
      "headers": {
       "x-correlation-id": {
        "$ref": "#/components/headers/Correlation"
       }
      },
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/WalletCheckReport"
        },
        "example": {
         "checked": 12,
         "events": 80,
         "inconsistencies": []
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
  "/api/v1/admin/recovery": {
   "x-services": [
    "payment",
    "wallet",
    "gateway",
    "saga",
    "metrics",
    "recovery"
   ],
   "get": {
    "operationId": "recoveryState",
    "summary": "How far an instance has come after its start",
    "tags": [
     "admin"
    ],
    "security": [
     {
      "apiKey": [
       "admin"
      ]
     }
    ],
    "responses": {
     "200": {
      "description": "Its state.",
      "headers": {
       "x-correlation-id": {
        "$ref": "#/components/headers/Correlation"
       }
      },
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/RecoveryState"
        },
        "example": {
         "service": "wallet",
         "instance": "wallet-1",
         "phase": "recovered",
         "started_at": "2026-01-01T00:00:00.000Z",
         "attempts": 1,
         "events_reprocessed": 80,
         "inconsistencies": 0
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
   "post": {
    "operationId": "recover",
    "summary": "Replay the event store once more, and put right what differs",
    "tags": [
     "admin"
    ],
    "security": [
     {
      "apiKey": [
       "admin"
      ]
     }
    ],
    "requestBody": {
     "required": false,
     "content": {
      "application/json": {
       "schema": {
        "$ref": "#/components/schemas/RecoveryOrder"
       },
       "example": {
        "mode": "full"
       }
      }
     }
    },
    "responses": {
     "200": {
      "description": "The state afterwards.",
      "headers": {
       "x-correlation-id": {
        "$ref": "#/components/headers/Correlation"
       }
      },
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/RecoveryState"
        },
        "example": {
         "service": "wallet",
         "instance": "wallet-1",
         "phase": "recovered",
         "started_at": "2026-01-01T00:00:00.000Z",
         "attempts": 1,
         "events_reprocessed": 80,
         "inconsistencies": 0
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
  "/api/v1/admin/partitions": {
   "x-services": [
    "payment",
    "wallet",
    "gateway",
    "saga",
    "metrics",
    "recovery"
   ],
   "get": {
    "operationId": "listPartitions",
    "summary": "The months of the event store",
    "tags": [
     "admin"
    ],
    "security": [
     {
      "apiKey": [
       "admin"
      ]
     }
    ],
    "responses": {
     "200": {
      "description": "Partitions that are in use, and archived ones.",
      "headers": {
       "x-correlation-id": {
        "$ref": "#/components/headers/Correlation"
       }
      },
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/PartitionList"
        },
        "example": {
         "service": "wallet",
         "partitions": [],
         "archived": [],
         "events_without_partition": 0
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
  "/api/v1/admin/read-models": {
   "x-services": [
    "payment",
    "wallet",
    "saga"
   ],
   "get": {
    "operationId": "listReadModels",
    "summary": "The read models of a service",
    "tags": [
     "admin"
    ],
    "security": [
     {
      "apiKey": [
       "admin"
      ]
     }
    ],
    "responses": {
     "200": {
      "description": "Their names.",
      "headers": {
       "x-correlation-id": {
        "$ref": "#/components/headers/Correlation"
       }
      },
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/ReadModelList"
        },
        "example": {
         "read_models": [
          "payment_status"
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
     "429": {
      "$ref": "#/components/responses/TooMany"
     },
     "default": {
      "$ref": "#/components/responses/Other"
     }
    }
   }
  },
  "/api/v1/admin/read-models/{name}/rebuild": {
   "x-services": [
    "payment",
    "wallet",
    "saga"
   ],
   "parameters": [
    {
     "$ref": "#/components/parameters/ReadModelName"
    }
   ],
   "post": {
    "operationId": "rebuildReadModel",
    "summary": "Make a read model anew from its events",
    "tags": [
     "admin"
    ],
    "security": [
     {
      "apiKey": [
       "admin"
      ]
     }
    ],
    "responses": {
     "200": {
      "description": "What differed.",
      "headers": {
       "x-correlation-id": {
        "$ref": "#/components/headers/Correlation"
       }
      },
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/RebuildReport"
        },
        "example": {
         "read_model": "payment_status",
         "aggregates": 12,
         "events": 80,
         "corrected": []
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
  "/api/v1/admin/read-models/{name}/{id}": {
   "x-services": [
    "payment",
    "wallet",
    "saga"
   ],
   "parameters": [
    {
     "$ref": "#/components/parameters/ReadModelName"
    },
    {
     "$ref": "#/components/parameters/AggregateId"
    }
   ],
   "get": {
    "operationId": "pastState",
    "summary": "A thing as it was",
    "tags": [
     "admin"
    ],
    "security": [
     {
      "apiKey": [
       "admin"
      ]
     }
    ],
    "parameters": [
     {
      "name": "sequence",
      "in": "query",
      "description": "After that many of its events.",
      "schema": {
       "type": "integer",
       "minimum": 1,
       "maximum": 9007199254740991
      }
     },
     {
      "name": "at",
      "in": "query",
      "description": "At that instant.",
      "schema": {
       "$ref": "#/components/schemas/Instant"
      }
     }
    ],
    "responses": {
     "200": {
      "description": "As the events up to that moment make it.",
      "headers": {
       "x-correlation-id": {
        "$ref": "#/components/headers/Correlation"
       }
      },
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/PastState"
        },
        "example": {
         "status": "INITIATED"
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
  "/api/v1/admin/topic-split": {
   "x-services": [
    "payment"
   ],
   "get": {
    "operationId": "topicSplitState",
    "summary": "How far the split is",
    "tags": [
     "admin"
    ],
    "security": [
     {
      "apiKey": [
       "admin"
      ]
     }
    ],
    "responses": {
     "200": {
      "description": "How far it is.",
      "headers": {
       "x-correlation-id": {
        "$ref": "#/components/headers/Correlation"
       }
      },
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/TopicSplit"
        },
        "example": {
         "mode": "off",
         "consumers": []
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
  "/api/v1/admin/topic-split/advance": {
   "x-services": [
    "payment"
   ],
   "post": {
    "operationId": "advanceTopicSplit",
    "summary": "Begin to write copies, or end writing to the old topic",
    "tags": [
     "admin"
    ],
    "security": [
     {
      "apiKey": [
       "admin"
      ]
     }
    ],
    "requestBody": {
     "required": true,
     "content": {
      "application/json": {
       "schema": {
        "$ref": "#/components/schemas/TopicSplitStep"
       },
       "example": {
        "to": "dual"
       }
      }
     }
    },
    "responses": {
     "200": {
      "description": "How far it is.",
      "headers": {
       "x-correlation-id": {
        "$ref": "#/components/headers/Correlation"
       }
      },
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/TopicSplit"
        },
        "example": {
         "mode": "off",
         "consumers": []
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
  "/api/v1/admin/topic-split/consumers/{consumer}": {
   "x-services": [
    "payment"
   ],
   "parameters": [
    {
     "name": "consumer",
     "in": "path",
     "required": true,
     "schema": {
      "type": "string",
      "minLength": 1,
      "maxLength": 64
     },
     "example": "metrics"
    }
   ],
   "post": {
    "operationId": "moveTopicSplitConsumer",
    "summary": "Move a consumer to the new topics, or back",
    "tags": [
     "admin"
    ],
    "security": [
     {
      "apiKey": [
       "admin"
      ]
     }
    ],
    "requestBody": {
     "required": true,
     "content": {
      "application/json": {
       "schema": {
        "$ref": "#/components/schemas/TopicSplitMove"
       },
       "example": {
        "source": "split"
       }
      }
     }
    },
    "responses": {
     "200": {
      "description": "How far it is.",
      "headers": {
       "x-correlation-id": {
        "$ref": "#/components/headers/Correlation"
       }
      },
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/TopicSplit"
        },
        "example": {
         "mode": "off",
         "consumers": []
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
  "/api/v1/admin/system": {
   "x-services": [
    "recovery"
   ],
   "get": {
    "operationId": "systemState",
    "summary": "How all services are",
    "tags": [
     "admin"
    ],
    "security": [
     {
      "apiKey": [
       "admin"
      ]
     }
    ],
    "responses": {
     "200": {
      "description": "The state of the system.",
      "headers": {
       "x-correlation-id": {
        "$ref": "#/components/headers/Correlation"
       }
      },
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/SystemState"
        },
        "example": {
         "status": "operational",
         "services": []
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
  "/api/v1/admin/system/recover": {
   "x-services": [
    "recovery"
   ],
   "post": {
    "operationId": "recoverSystem",
    "summary": "Have all services recover, in their order",
    "tags": [
     "admin"
    ],
    "security": [
     {
      "apiKey": [
       "admin"
      ]
     }
    ],
    "responses": {
     "200": {
      "description": "The state of the system.",
      "headers": {
       "x-correlation-id": {
        "$ref": "#/components/headers/Correlation"
       }
      },
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/SystemState"
        },
        "example": {
         "status": "operational",
         "services": []
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
  "/health": {
   "x-services": [
    "payment",
    "wallet",
    "gateway",
    "saga",
    "metrics",
    "recovery"
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
    "saga",
    "metrics",
    "recovery"
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
    "saga",
    "metrics",
    "recovery"
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
    "saga",
    "metrics",
    "recovery"
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
    "saga",
    "metrics",
    "recovery"
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
  "/metrics": {
   "x-services": [
    "payment",
    "wallet",
    "gateway",
    "saga",
    "metrics",
    "recovery"
   ],
   "get": {
    "operationId": "metrics",
    "summary": "Metrics for Prometheus",
    "tags": [
     "operations"
    ],
    "security": [],
    "responses": {
     "200": {
      "description": "In the text format of Prometheus.",
      "headers": {
       "x-correlation-id": {
        "$ref": "#/components/headers/Correlation"
       }
      },
      "content": {
       "text/plain": {
        "schema": {
         "type": "string"
        },
        "example": "http_requests_total 1\n"
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
    "saga",
    "metrics",
    "recovery"
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
   "Uuid": {
    "type": "string",
    "pattern": "^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$"
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
   "Source": {
    "type": "string",
    "pattern": "^tok_[A-Za-z0-9_]{1,200}$",
    "description": "The token that the provider gives for a card. Card numbers are refused."
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
     "source": {
      "$ref": "#/components/schemas/Source"
     },
     "description": {
      "type": "string"
     },
     "provider": {
      "type": "string",
      "description": "Who charged it."
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
   "Next": {
    "type": "string",
    "description": "What to send for the next page; absent on the last."
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
     },
     "next_cursor": {
      "$ref": "#/components/schemas/Next"
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
     "method",
     "source"
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
     "source": {
      "$ref": "#/components/schemas/Source"
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
   "Refund": {
    "type": "object",
    "additionalProperties": false,
    "required": [
     "refund_id",
     "payment_id",
     "status",
     "amount",
     "currency",
     "reason",
     "created_at",
     "updated_at"
    ],
    "properties": {
     "refund_id": {
      "$ref": "#/components/schemas/Uuid"
     },
     "payment_id": {
      "$ref": "#/components/schemas/Uuid"
     },
     "status": {
      "type": "string",
      "pattern": "^[A-Z_]+$"
     },
     "amount": {
      "$ref": "#/components/schemas/Amount"
     },
     "currency": {
      "$ref": "#/components/schemas/Currency"
     },
     "reason": {
      "type": "string"
     },
     "provider": {
      "type": "string"
     },
     "created_at": {
      "$ref": "#/components/schemas/Instant"
     },
     "updated_at": {
      "$ref": "#/components/schemas/Instant"
     },
     "error": {
      "type": "object",
      "additionalProperties": false,
      "required": [
       "code",
       "message"
      ],
      "properties": {
       "code": {
        "type": "string"
       },
       "message": {
        "type": "string"
       }
      }
     }
    }
   },
   "RefundList": {
    "type": "object",
    "additionalProperties": false,
    "required": [
     "refunds"
    ],
    "properties": {
     "refunds": {
      "type": "array",
      "items": {
       "$ref": "#/components/schemas/Refund"
      }
     }
    }
   },
   "RefundOrder": {
    "type": "object",
    "additionalProperties": false,
    "required": [
     "reason"
    ],
    "properties": {
     "amount": {
      "$ref": "#/components/schemas/Amount",
      "description": "Without it",
      "whatever has not been refunded yet.": null
     },
     "reason": {
      "$ref": "#/components/schemas/Text"
     }
    }
   },
   "SagaState": {
    "type": "string",
    "enum": [
     "VALIDATING",
     "CHECKING_BALANCE",
     "DEDUCTING",
     "DEDUCTION_OVERDUE",
     "AWAITING_GATEWAY",
     "AWAITING_VERIFICATION",
     "CONFIRMING",
     "REFUNDING",
     "FAILING",
     "STOPPING_VALIDATION",
     "STOPPING_CHECK",
     "STOPPING_DEDUCTION",
     "CANCEL_REFUNDING",
     "CANCELLING",
     "COMPLETED",
     "FAILED",
     "CANCELLED"
    ]
   },
   "HistoryEntryOfSaga": {
    "type": "object",
    "additionalProperties": false,
    "required": [
     "version",
     "event_type",
     "occurred_at",
     "data"
    ],
    "properties": {
     "version": {
      "type": "integer",
      "minimum": 1
     },
     "event_type": {
      "type": "string"
     },
     "occurred_at": {
      "$ref": "#/components/schemas/Instant"
     },
     "data": {
      "type": "object",
      "additionalProperties": true
     }
    }
   },
   "Saga": {
    "type": "object",
    "additionalProperties": false,
    "required": [
     "saga_id",
     "payment_id",
     "method",
     "merchant_id",
     "amount",
     "currency",
     "state",
     "state_since",
     "compensating",
     "attempts",
     "stuck"
    ],
    "properties": {
     "saga_id": {
      "$ref": "#/components/schemas/Uuid"
     },
     "payment_id": {
      "$ref": "#/components/schemas/Uuid"
     },
     "method": {
      "type": "string",
      "enum": [
       "wallet",
       "external"
      ]
     },
     "wallet_id": {
      "$ref": "#/components/schemas/WalletId"
     },
     "user_id": {
      "type": "string"
     },
     "merchant_id": {
      "type": "string"
     },
     "amount": {
      "$ref": "#/components/schemas/Amount"
     },
     "currency": {
      "$ref": "#/components/schemas/Currency"
     },
     "state": {
      "$ref": "#/components/schemas/SagaState"
     },
     "step": {
      "type": "string",
      "description": "The command whose answer is awaited."
     },
     "state_since": {
      "$ref": "#/components/schemas/Instant"
     },
     "step_deadline_at": {
      "$ref": "#/components/schemas/Instant"
     },
     "deadline_at": {
      "$ref": "#/components/schemas/Instant"
     },
     "compensating": {
      "type": "boolean"
     },
     "failure": {
      "type": "object",
      "additionalProperties": true
     },
     "cancel_reason": {
      "type": "string"
     },
     "attempts": {
      "type": "integer",
      "minimum": 0
     },
     "stuck": {
      "type": "boolean"
     },
     "recovery_action": {
      "type": "string",
      "enum": [
       "continue",
       "compensate",
       "verify",
       "alert"
      ]
     },
     "overview": {
      "type": "object",
      "additionalProperties": true,
      "description": "What all services have said of the payment; only when one saga is asked for."
     },
     "events": {
      "type": "array",
      "items": {
       "$ref": "#/components/schemas/HistoryEntryOfSaga"
      },
      "description": "What it has said, the oldest first; only when one saga is asked for."
     }
    }
   },
   "SagaList": {
    "type": "object",
    "additionalProperties": false,
    "required": [
     "sagas"
    ],
    "properties": {
     "sagas": {
      "type": "array",
      "items": {
       "$ref": "#/components/schemas/Saga"
      }
     },
     "next_cursor": {
      "$ref": "#/components/schemas/Next"
     }
    }
   },
   "SagaRecovery": {
    "type": "object",
    "additionalProperties": false,
    "properties": {
     "action": {
      "type": "string",
      "enum": [
       "continue",
       "compensate",
       "verify",
       "alert"
      ],
      "description": "Without it, what recovery itself advises."
     },
     "reason": {
      "$ref": "#/components/schemas/Text"
     }
    }
   },
   "Decimals": {
    "type": "integer",
    "minimum": 0,
    "maximum": 4,
    "description": "Digits of the minor unit of the currency: 2 for EUR, 0 for JPY."
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
     "decimals",
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
     "decimals": {
      "$ref": "#/components/schemas/Decimals"
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
     },
     "version": {
      "type": "integer",
      "minimum": 1,
      "description": "Number of its events by then; only when the past was asked for."
     },
     "as_of": {
      "$ref": "#/components/schemas/Instant",
      "description": "When the last of them happened; only when the past was asked for."
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
     },
     "next_cursor": {
      "$ref": "#/components/schemas/Next"
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
     "decimals",
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
     "decimals": {
      "$ref": "#/components/schemas/Decimals"
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
     },
     "next_cursor": {
      "$ref": "#/components/schemas/Next"
     }
    }
   },
   "Freeze": {
    "type": "object",
    "additionalProperties": false,
    "required": [
     "reason"
    ],
    "properties": {
     "reason": {
      "$ref": "#/components/schemas/Text"
     }
    }
   },
   "Webhook": {
    "type": "object",
    "additionalProperties": true,
    "required": [
     "id",
     "type",
     "data"
    ],
    "properties": {
     "id": {
      "type": "string",
      "minLength": 1
     },
     "type": {
      "type": "string",
      "minLength": 1
     },
     "created": {
      "description": "When it happened."
     },
     "data": {
      "type": "object",
      "additionalProperties": true
     }
    }
   },
   "WebhookReceipt": {
    "type": "object",
    "additionalProperties": false,
    "required": [
     "received",
     "outcome"
    ],
    "properties": {
     "received": {
      "const": true
     },
     "outcome": {
      "type": "string"
     }
    }
   },
   "ReconciliationReport": {
    "type": "object",
    "additionalProperties": false,
    "required": [
     "since",
     "providers",
     "unread",
     "discrepancies",
     "voiding"
    ],
    "properties": {
     "since": {
      "$ref": "#/components/schemas/Instant"
     },
     "providers": {
      "type": "array",
      "items": {
       "type": "object",
       "additionalProperties": false,
       "required": [
        "provider",
        "charges",
        "paid"
       ],
       "properties": {
        "provider": {
         "type": "string"
        },
        "charges": {
         "type": "integer",
         "minimum": 0
        },
        "paid": {
         "type": "integer",
         "minimum": 0
        }
       }
      }
     },
     "unread": {
      "type": "array",
      "items": {
       "type": "object",
       "additionalProperties": false,
       "required": [
        "provider",
        "reason"
       ],
       "properties": {
        "provider": {
         "type": "string"
        },
        "reason": {
         "type": "string"
        }
       }
      }
     },
     "discrepancies": {
      "type": "array",
      "items": {
       "type": "object",
       "additionalProperties": false,
       "required": [
        "kind",
        "provider",
        "payment_id",
        "explanation"
       ],
       "properties": {
        "kind": {
         "type": "string",
         "enum": [
          "charge-unknown",
          "surplus",
          "not-charged",
          "amount",
          "refunds",
          "charged-twice"
         ]
        },
        "provider": {
         "type": "string"
        },
        "payment_id": {
         "type": "string"
        },
        "charge_id": {
         "type": "string"
        },
        "explanation": {
         "type": "string"
        }
       }
      }
     },
     "voiding": {
      "description": "Payments whose surplus is being given back now.",
      "type": "array",
      "items": {
       "type": "string"
      }
     }
    }
   },
   "ReconciliationOrder": {
    "type": "object",
    "additionalProperties": false,
    "properties": {
     "since": {
      "$ref": "#/components/schemas/Instant"
     }
    }
   },
   "DeadLetter": {
    "type": "object",
    "additionalProperties": false,
    "required": [
     "dead_letter_id",
     "topic",
     "partition",
     "offset",
     "cause",
     "reason",
     "attempts",
     "redrives",
     "state",
     "first_failed_at",
     "last_failed_at"
    ],
    "properties": {
     "dead_letter_id": {
      "$ref": "#/components/schemas/Uuid"
     },
     "topic": {
      "type": "string"
     },
     "partition": {
      "type": "integer",
      "minimum": 0
     },
     "offset": {
      "type": "string"
     },
     "key": {
      "type": "string"
     },
     "event_type": {
      "type": "string"
     },
     "cause": {
      "type": "string",
      "enum": [
       "unreadable",
       "temporary",
       "failed"
      ]
     },
     "reason": {
      "type": "string"
     },
     "attempts": {
      "type": "integer",
      "minimum": 1
     },
     "redrives": {
      "type": "integer",
      "minimum": 0
     },
     "state": {
      "type": "string",
      "enum": [
       "waiting",
       "redriven",
       "discarded"
      ]
     },
     "first_failed_at": {
      "$ref": "#/components/schemas/Instant"
     },
     "last_failed_at": {
      "$ref": "#/components/schemas/Instant"
     },
     "next_redrive_at": {
      "$ref": "#/components/schemas/Instant"
     },
     "resolved_at": {
      "$ref": "#/components/schemas/Instant"
     },
     "resolved_by": {
      "type": "string"
     },
     "resolution": {
      "type": "string"
     },
     "errors": {
      "type": "array",
      "items": {
       "type": "string"
      }
     },
     "headers": {
      "type": "object",
      "additionalProperties": {
       "type": "string"
      }
     },
     "value_base64": {
      "type": "string"
     },
     "value": {
      "description": "The message as JSON or text, where it is."
     }
    }
   },
   "DeadLetterList": {
    "type": "object",
    "additionalProperties": false,
    "required": [
     "dead_letters"
    ],
    "properties": {
     "dead_letters": {
      "type": "array",
      "items": {
       "$ref": "#/components/schemas/DeadLetter"
      }
     },
     "next_cursor": {
      "$ref": "#/components/schemas/Next"
     }
    }
   },
   "DeadLetterEnd": {
    "type": "object",
    "additionalProperties": false,
    "required": [
     "dead_letter_id",
     "state"
    ],
    "properties": {
     "dead_letter_id": {
      "$ref": "#/components/schemas/Uuid"
     },
     "state": {
      "type": "string",
      "enum": [
       "redriven",
       "discarded"
      ]
     },
     "outcome": {
      "type": "string",
      "enum": [
       "redriven",
       "handled-before",
       "redriven-before"
      ]
     }
    }
   },
   "RedriveReport": {
    "type": "object",
    "additionalProperties": false,
    "required": [
     "redriven",
     "failed",
     "results"
    ],
    "properties": {
     "redriven": {
      "type": "integer",
      "minimum": 0
     },
     "failed": {
      "type": "integer",
      "minimum": 0
     },
     "results": {
      "type": "array",
      "items": {
       "type": "object",
       "additionalProperties": false,
       "required": [
        "dead_letter_id",
        "outcome"
       ],
       "properties": {
        "dead_letter_id": {
         "$ref": "#/components/schemas/Uuid"
        },
        "outcome": {
         "type": "string",
         "enum": [
          "redriven",
          "handled-before",
          "not-waiting",
          "unknown",
          "failed",
          "left-alone"
         ]
        },
        "reason": {
         "type": "string"
        }
       }
      }
     }
    }
   },
   "Reason": {
    "type": "object",
    "additionalProperties": false,
    "required": [
     "reason"
    ],
    "properties": {
     "reason": {
      "$ref": "#/components/schemas/Text"
     }
    }
   },
   "ErrorEntry": {
    "type": "object",
    "additionalProperties": false,
    "required": [
     "error_id",
     "kind",
     "reason",
     "detail",
     "occurred_at"
    ],
    "properties": {
     "error_id": {
      "$ref": "#/components/schemas/Uuid"
     },
     "kind": {
      "type": "string"
     },
     "reason": {
      "type": "string"
     },
     "aggregate_id": {
      "type": "string"
     },
     "event_id": {
      "$ref": "#/components/schemas/Uuid"
     },
     "detail": {
      "type": "object",
      "additionalProperties": true
     },
     "occurred_at": {
      "$ref": "#/components/schemas/Instant"
     },
     "resolved_at": {
      "$ref": "#/components/schemas/Instant"
     },
     "resolved_by": {
      "type": "string"
     },
     "resolution": {
      "type": "string"
     }
    }
   },
   "ErrorList": {
    "type": "object",
    "additionalProperties": false,
    "required": [
     "errors"
    ],
    "properties": {
     "errors": {
      "type": "array",
      "items": {
       "$ref": "#/components/schemas/ErrorEntry"
      }
     },
     "next_cursor": {
      "$ref": "#/components/schemas/Next"
     }
    }
   },
   "Resolution": {
    "type": "object",
    "additionalProperties": false,
    "required": [
     "resolution"
    ],
    "properties": {
     "resolution": {
      "$ref": "#/components/schemas/Text"
     }
    }
   },
   "ErrorEnd": {
    "type": "object",
    "additionalProperties": false,
    "required": [
     "error_id",
     "resolution"
    ],
    "properties": {
     "error_id": {
      "$ref": "#/components/schemas/Uuid"
     },
     "resolution": {
      "type": "string"
     }
    }
   },
   "OutboxState": {
    "type": "object",
    "additionalProperties": false,
    "required": [
     "pending",
     "lag_ms",
     "by_type"
    ],
    "properties": {
     "pending": {
      "type": "integer",
      "minimum": 0
     },
     "lag_ms": {
      "type": "integer",
      "minimum": 0
     },
     "by_type": {
      "type": "array",
      "items": {
       "type": "object",
       "additionalProperties": false,
       "required": [
        "topic",
        "event_type",
        "pending",
        "oldest_created_at"
       ],
       "properties": {
        "topic": {
         "type": "string"
        },
        "event_type": {
         "type": "string"
        },
        "pending": {
         "type": "integer",
         "minimum": 1
        },
        "oldest_created_at": {
         "$ref": "#/components/schemas/Instant"
        }
       }
      }
     }
    }
   },
   "OutboxLatency": {
    "type": "object",
    "additionalProperties": false,
    "required": [
     "by_type"
    ],
    "properties": {
     "by_type": {
      "type": "array",
      "items": {
       "type": "object",
       "additionalProperties": false,
       "required": [
        "topic",
        "event_type",
        "published",
        "average_ms",
        "longest_ms"
       ],
       "properties": {
        "topic": {
         "type": "string"
        },
        "event_type": {
         "type": "string"
        },
        "published": {
         "type": "integer",
         "minimum": 1
        },
        "average_ms": {
         "type": "integer"
        },
        "longest_ms": {
         "type": "integer"
        }
       }
      }
     }
    }
   },
   "WalletCheck": {
    "type": "object",
    "additionalProperties": false,
    "properties": {
     "mode": {
      "type": "string",
      "enum": [
       "incremental",
       "full"
      ]
     },
     "wallet_id": {
      "$ref": "#/components/schemas/Name"
     }
    }
   },
   "WalletCheckReport": {
    "type": "object",
    "additionalProperties": false,
    "required": [
     "checked",
     "events",
     "inconsistencies"
    ],
    "properties": {
     "checked": {
      "type": "integer",
      "minimum": 0
     },
     "events": {
      "type": "integer",
      "minimum": 0
     },
     "inconsistencies": {
      "type": "array",
      "items": {
       "type": "object",
       "additionalProperties": false,
       "required": [
        "wallet_id",
        "field",
        "corrected"
       ],
       "properties": {
        "wallet_id": {
         "type": "string"
        },
        "field": {
         "type": "string"
        },
        "expected": {},
        "actual": {},
        "corrected": {
         "type": "boolean"
        }
       }
      }
     }
    }
   },
   "RecoveryState": {
    "type": "object",
    "additionalProperties": true,
    "required": [
     "service",
     "instance",
     "phase",
     "started_at",
     "attempts",
     "events_reprocessed",
     "inconsistencies"
    ],
    "properties": {
     "service": {
      "type": "string"
     },
     "instance": {
      "type": "string"
     },
     "phase": {
      "type": "string",
      "enum": [
       "replaying",
       "catching-up",
       "recovered",
       "failed"
      ]
     },
     "started_at": {
      "$ref": "#/components/schemas/Instant"
     },
     "attempts": {
      "type": "integer",
      "minimum": 0
     },
     "events_reprocessed": {
      "type": "integer",
      "minimum": 0
     },
     "inconsistencies": {
      "type": "integer",
      "minimum": 0
     }
    }
   },
   "RecoveryOrder": {
    "type": "object",
    "additionalProperties": false,
    "properties": {
     "mode": {
      "type": "string",
      "enum": [
       "incremental",
       "full"
      ],
      "default": "incremental"
     }
    }
   },
   "PartitionList": {
    "type": "object",
    "additionalProperties": false,
    "required": [
     "service",
     "partitions",
     "archived",
     "events_without_partition"
    ],
    "properties": {
     "service": {
      "type": "string"
     },
     "partitions": {
      "type": "array",
      "items": {}
     },
     "archived": {
      "type": "array",
      "items": {}
     },
     "events_without_partition": {
      "type": "integer",
      "minimum": 0
     }
    }
   },
   "ReadModelList": {
    "type": "object",
    "additionalProperties": false,
    "required": [
     "read_models"
    ],
    "properties": {
     "read_models": {
      "type": "array",
      "items": {
       "type": "string"
      }
     }
    }
   },
   "RebuildReport": {
    "type": "object",
    "additionalProperties": false,
    "required": [
     "read_model",
     "aggregates",
     "events",
     "corrected"
    ],
    "properties": {
     "read_model": {
      "type": "string"
     },
     "aggregates": {
      "type": "integer",
      "minimum": 0
     },
     "events": {
      "type": "integer",
      "minimum": 0
     },
     "corrected": {
      "type": "array",
      "items": {
       "type": "object",
       "additionalProperties": false,
       "required": [
        "id",
        "field"
       ],
       "properties": {
        "id": {
         "type": "string"
        },
        "field": {
         "type": "string"
        },
        "expected": {},
        "actual": {}
       }
      }
     }
    }
   },
   "PastState": {
    "type": "object",
    "additionalProperties": true
   },
   "TopicSplit": {
    "type": "object",
    "additionalProperties": false,
    "required": [
     "mode",
     "consumers"
    ],
    "properties": {
     "mode": {
      "type": "string",
      "enum": [
       "off",
       "legacy",
       "dual",
       "split"
      ]
     },
     "legacy_since": {
      "$ref": "#/components/schemas/Instant"
     },
     "dual_since": {
      "$ref": "#/components/schemas/Instant"
     },
     "split_since": {
      "$ref": "#/components/schemas/Instant"
     },
     "consumers": {
      "type": "array",
      "items": {
       "type": "object",
       "additionalProperties": false,
       "required": [
        "consumer",
        "source",
        "since",
        "drained_partitions",
        "of_partitions"
       ],
       "properties": {
        "consumer": {
         "type": "string"
        },
        "source": {
         "type": "string",
         "enum": [
          "legacy",
          "split"
         ]
        },
        "since": {
         "$ref": "#/components/schemas/Instant"
        },
        "drained_partitions": {
         "type": "integer",
         "minimum": 0
        },
        "of_partitions": {
         "type": "integer",
         "minimum": 1
        }
       }
      }
     },
     "next": {
      "type": "string",
      "description": "What is to be done next, in one sentence."
     }
    }
   },
   "TopicSplitStep": {
    "type": "object",
    "additionalProperties": false,
    "required": [
     "to"
    ],
    "properties": {
     "to": {
      "type": "string",
      "enum": [
       "dual",
       "split"
      ]
     }
    }
   },
   "TopicSplitMove": {
    "type": "object",
    "additionalProperties": false,
    "required": [
     "source"
    ],
    "properties": {
     "source": {
      "type": "string",
      "enum": [
       "split",
       "legacy"
      ]
     }
    }
   },
   "SystemState": {
    "type": "object",
    "additionalProperties": true,
    "required": [
     "status",
     "services"
    ],
    "properties": {
     "status": {
      "type": "string",
      "enum": [
       "operational",
       "recovering"
      ]
     },
     "services": {
      "type": "array",
      "items": {
       "type": "object",
       "additionalProperties": false,
       "required": [
        "name",
        "ready",
        "since",
        "inconsistencies"
       ],
       "properties": {
        "name": {
         "type": "string"
        },
        "ready": {
         "type": "boolean"
        },
        "since": {
         "$ref": "#/components/schemas/Instant"
        },
        "inconsistencies": {
         "type": "integer",
         "minimum": 0
        },
        "trouble": {
         "type": "string"
        }
       }
      }
     },
     "recovery": {
      "type": "object",
      "additionalProperties": true
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
   "CursorUuid": {
    "name": "cursor",
    "in": "query",
    "description": "The `next_cursor` of the page before.",
    "schema": {
     "$ref": "#/components/schemas/Uuid"
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
   "EntryId": {
    "name": "id",
    "in": "path",
    "required": true,
    "schema": {
     "$ref": "#/components/schemas/Uuid"
    },
    "example": "8b0c6d0e-3c58-4c5b-8a44-7f0f6d2b9a44"
   },
   "Cursor": {
    "name": "cursor",
    "in": "query",
    "description": "The `next_cursor` of the page before.",
    "schema": {
     "$ref": "#/components/schemas/WalletId"
    }
   },
   "WalletId": {
    "name": "id",
    "in": "path",
    "required": true,
    "schema": {
     "$ref": "#/components/schemas/WalletId"
    },
    "example": "1c2d5f9a-7a52-4b5f-8f0e-2f1a6f0f7c22"
   },
   "RedriveLimit": {
    "name": "limit",
    "in": "query",
    "description": "Most dead letters to handle.",
    "schema": {
     "type": "integer",
     "minimum": 1,
     "maximum": 200,
     "default": 200
    }
   },
   "ReadModelName": {
    "name": "name",
    "in": "path",
    "required": true,
    "schema": {
     "type": "string",
     "minLength": 1,
     "maxLength": 64
    },
    "example": "payment_status"
   },
   "AggregateId": {
    "name": "id",
    "in": "path",
    "required": true,
    "schema": {
     "type": "string",
     "minLength": 1,
     "maxLength": 128
    },
    "example": "5f0c2f7e-0d5e-4f43-8d3f-0d8c2f5a9b11"
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
